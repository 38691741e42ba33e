import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoClient } from "@/demo/demo-client";
import { startDemoTarget } from "@/demo/target/start-demo-target";
import type { ClaimAnswer } from "@/lib/contracts/agent-protocol";
import type { SyncAnswer } from "@/lib/contracts/agent-sync";
import { findFreePort } from "@/server/postgres/free-port";
import { startEmbeddedPostgres } from "@/server/postgres/start-embedded-postgres";
import { AgentProcess } from "../support/agent-process";
import { expect, test } from "../support/fixtures";
import { createTenant, makeFirstAdmin, type Site, type TestTenant } from "../support/people";
import { readScan, submit } from "../support/scans";
import { signIn } from "../support/sign-in";
import { Program } from "../support/start-program";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const secret = () => randomBytes(24).toString("hex");

test("plain `next start` with a Postgres of one's own serves the console, the API and the cron route", async ({
  page,
}) => {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), "muster-e2e-next-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    // Started by root, Postgres runs as somebody else and has to pass.
    await chmod(folder, 0o711);
    const dataDir = join(folder, "postgres");
    const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort(), log: quiet });
    undo.push(() => postgres.stop());
    const port = String(await findFreePort());
    const baseUrl = `http://127.0.0.1:${port}`;
    const env = {
      NODE_ENV: "production",
      DATABASE_URL: postgres.url,
      MUSTER_SECRET: secret(),
      NEXTAUTH_SECRET: secret(),
      CRON_SECRET: secret(),
      NEXTAUTH_URL: baseUrl,
      ALLOWED_TARGET_CIDRS: "127.0.0.0/8",
      PORT: port,
    };
    const setupUrl = await migrate(env);

    const next = "node_modules/next/dist/bin/next";
    const server = new Program(process.execPath, [next, "start", "-p", port, "-H", "127.0.0.1"], env);
    undo.push(() => server.stop());
    await server.says(/Ready in/);
    const ready = await fetch(`${baseUrl}/api/health/ready`);
    expect(ready.status, await ready.text()).toBe(200);

    const maintain = (bearer: string) =>
      fetch(`${baseUrl}/api/cron/queue-maintenance`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await maintain("not the secret")).status).toBe(401);
    expect((await maintain(env.CRON_SECRET)).status).toBe(200);

    const target = await startDemoTarget();
    undo.push(() => target.stop());
    const site = await makeFirstAdmin(baseUrl, setupUrl);
    const tenant = await createTenant("free", site);
    await expectClaimsAnswered(site, tenant);
    const job = await submit(tenant, { tool: "http-headers", target: target.url, profile: "quick" });
    expect(job.status).toBe("queued");
    const agent = await AgentProcess.join("next-start", baseUrl, await bootstrapToken(site));
    undo.push(() => agent.dispose());
    agent.run();
    await expect.poll(async () => (await readScan(tenant, job.id)).status).toBe("succeeded");

    await page.goto(`${baseUrl}/login`);
    await signIn(page, tenant.owner);
    await expect(page).toHaveURL(`${baseUrl}/t/${tenant.slug}`);
    await page.goto(`${baseUrl}/t/${tenant.slug}/scans/${job.id}`);
    await expect(page.getByRole("region", { name: "Outcome" })).toContainText("findings in");
    await expect(page.getByRole("log", { name: "Scan log" })).toContainText("GET");
  } finally {
    for (const step of undo.reverse()) await step();
  }
});

/** Claims find nothing, at once or after their wait; one that waits is given the job that comes meanwhile. */
async function expectClaimsAnswered(site: Site, tenant: TestTenant): Promise<void> {
  const { api_key } = await site.admin.call<{ api_key: string }>("POST", "/api/v1/platform-agents/register", {
    bootstrap_token: await bootstrapToken(site),
    name: "claims-only",
    tools: ["http-headers"],
  });
  const agent = new DemoClient(site.baseUrl, api_key);
  const claim = (seconds: number) =>
    agent.call<ClaimAnswer>("POST", "/api/v1/platform-agent/jobs/claim", { wait_seconds: seconds });
  const nothing = { jobs: [], cancel: [], drain: false };
  expect(await claim(0)).toEqual(nothing);
  expect(await claim(1)).toEqual(nothing);
  const synced = await agent.call<SyncAnswer>("POST", "/api/v1/platform-agent/sync", {
    claim: { wait_seconds: 1 },
  });
  expect(synced.claim).toEqual({ answer: nothing, error: null });

  const [given, sent] = await Promise.all([
    claim(20),
    submit(tenant, { tool: "http-headers", target: "https://example.com", profile: "quick" }),
  ]);
  expect(given.jobs.map(({ id }) => id)).toEqual([sent.id]);
  for (const { id, attempt, job_token } of given.jobs) {
    const ofJob = new DemoClient(site.baseUrl, job_token);
    for (const status of ["running", "succeeded"])
      await ofJob.call("POST", `/api/v1/platform-agent/jobs/${id}/status`, { attempt, status });
  }
  expect((await readScan(tenant, sent.id)).status).toBe("succeeded");
}

async function bootstrapToken(site: Site): Promise<string> {
  const path = "/api/v1/admin/bootstrap-tokens";
  const { raw_token } = await site.admin.call<{ raw_token: string }>("POST", path, {
    description: "",
    tier: "shared",
  });
  return raw_token;
}

/** Starts and stops the product's own server, which migrates; answers the set-up link that it printed. */
async function migrate(env: Record<string, string>): Promise<string> {
  const server = new Program(process.execPath, ["scripts/start.mjs"], env);
  try {
    return (await server.says(/http:\/\/\S+\/setup#\S+/))[0];
  } finally {
    await server.stop();
  }
}
