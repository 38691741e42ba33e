import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoClient } from "@/demo/demo-client";
import { DemoFile } from "@/demo/demo-file";
import { startDemoTarget } from "@/demo/target/start-demo-target";
import type { JobView } from "@/lib/contracts/job";
import { findFreePort } from "@/server/postgres/free-port";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { AgentProcess } from "../support/agent-process";
import { expect, test } from "../support/fixtures";
import { Program } from "../support/start-program";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

test("plain `next start` with a Postgres of one's own serves the console, the API and the cron route", async ({
  page,
}) => {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), "muster-e2e-next-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    // Started by root, Postgres runs as somebody else and has to pass.
    await chmod(folder, 0o711);
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, "pg"),
      port: await findFreePort(),
      log: quiet,
    });
    undo.push(() => postgres.stop());
    const port = await findFreePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const env = {
      DATABASE_URL: postgres.url,
      MUSTER_SECRET: randomBytes(24).toString("hex"),
      NEXTAUTH_SECRET: randomBytes(24).toString("hex"),
      CRON_SECRET: randomBytes(24).toString("hex"),
      NEXTAUTH_URL: baseUrl,
      ALLOWED_TARGET_CIDRS: "127.0.0.0/8",
    };
    const demo = await seed(folder, env);

    const next = new Program(
      process.execPath,
      ["node_modules/next/dist/bin/next", "start", "-p", String(port), "-H", "127.0.0.1"],
      { ...env, NODE_ENV: "production" },
    );
    undo.push(() => next.stop());
    await next.says(/Ready in/);
    const ready = await fetch(`${baseUrl}/api/health/ready`);
    expect(ready.status, await ready.text()).toBe(200);

    const maintain = (secret: string) =>
      fetch(`${baseUrl}/api/cron/queue-maintenance`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await maintain("not the secret")).status).toBe(401);
    expect((await maintain(env.CRON_SECRET)).status).toBe(200);

    const target = await startDemoTarget();
    undo.push(() => target.stop());
    const [tenant] = demo.tenants;
    if (!tenant?.users[0]) throw new Error("The demo has no tenant.");
    const api = new DemoClient(baseUrl, tenant.api_key);
    const read = async (id: string) =>
      (await api.call<{ job: JobView }>("GET", `/api/v1/platform-jobs/${id}`)).job;
    const { job } = await api.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", {
      tool: "http-headers",
      target: target.url,
      profile: "quick",
    });
    expect(job.status).toBe("queued");
    const agent = await AgentProcess.join("next-start", baseUrl, demo.bootstrap_tokens.shared);
    undo.push(() => agent.dispose());
    agent.run();
    await expect.poll(async () => (await read(job.id)).status).toBe("succeeded");

    await page.goto(`${baseUrl}/login`);
    await page.getByLabel("E-mail").fill(tenant.users[0].email);
    await page.getByLabel("Password", { exact: true }).fill(tenant.users[0].password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${baseUrl}/t/${tenant.slug}`);
    await page.goto(`${baseUrl}/t/${tenant.slug}/scans/${job.id}`);
    await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
    await expect(page.getByRole("log", { name: "Scan log" })).toContainText("GET");
  } finally {
    for (const step of undo.reverse()) await step();
  }
});

/** Migrations and demo people in that database, by the demo's own start. */
async function seed(folder: string, env: Record<string, string>): Promise<DemoFile> {
  const data = join(folder, "data");
  const port = String(await findFreePort());
  const args = ["scripts/demo.mjs", "--no-agents", "--port", port, "--data", data];
  const { NEXTAUTH_URL: _, ...rest } = env;
  const server = new Program(process.execPath, args, rest);
  try {
    await server.says(/Keys and tokens:/);
    return DemoFile.parse(JSON.parse(await readFile(join(data, "demo.json"), "utf8")));
  } finally {
    await server.stop();
  }
}
