import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoClient } from "@/demo/demo-client";
import type { DemoFile } from "@/demo/demo-file";
import type { AttemptView, JobView } from "@/lib/contracts/job";
import { findFreePort } from "@/server/postgres/free-port";
import { expect, test } from "../support/fixtures";
import { CAN_SEE_PROCESSES, descendantsOf, isAlive } from "../support/processes";
import { Program } from "../support/start-program";

const STARTED = /Ctrl-C stops everything/;

test("Ctrl-C while the demo scans ends everything quietly, and the scan is back in the queue at the next start", async () => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-demo-"));
  // Started by root, Postgres runs as somebody else and has to pass.
  await chmod(folder, 0o711);
  const port = String(await findFreePort());
  const start = (...options: string[]) =>
    new Program(process.execPath, ["scripts/demo.mjs", "--port", port, "--data", folder, ...options]);
  let demo = start();
  try {
    await demo.says(STARTED);
    const [, slowTarget] = await demo.says(/(\S+) \(slow web\)/);
    // All of it is in the folder, so that a demo that is killed leaves nothing elsewhere.
    expect((await demo.says(/planted secrets: +(\S+)/))[1]).toBe(join(folder, "target", "repository.tar.gz"));
    const { base_url, tenants } = JSON.parse(await readFile(join(folder, "demo.json"), "utf8")) as DemoFile;
    const tenant = new DemoClient(base_url, tenants.at(-1)?.api_key ?? "");
    const submit = { tool: "http-headers", target: slowTarget };
    const { job } = await tenant.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", submit);
    const path = `/api/v1/platform-jobs/${job.id}`;
    const read = async () => (await tenant.call<{ job: JobView }>("GET", path)).job;
    await expect.poll(async () => (await read()).status).toBe("running");

    const children = CAN_SEE_PROCESSES ? descendantsOf(demo.pid) : [];
    const said = demo.output.length;
    demo.interrupt();
    await expect.poll(() => demo.hasEnded).toBe(true);
    expect(demo.exitCode).toBe(0);
    expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(demo.output.slice(said)).toBe("");

    demo = start("--no-agents");
    await demo.says(STARTED);
    expect(await read()).toMatchObject({ status: "queued", attempt: 2, queued_at: job.queued_at });
    const { items } = await tenant.call<{ items: AttemptView[] }>("GET", `${path}/attempts`);
    expect(items).toMatchObject([{ outcome: "lost", reason: "agent_stopped", log: { complete: true } }]);
  } finally {
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
