import { setTimeout as delay } from "node:timers/promises";
import type { AgentStats } from "@/lib/contracts/agent";
import type { FindingView } from "@/lib/contracts/finding";
import type { JobView, LogPage } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";
import { DemoClient } from "./demo-client";

const POLL_MS = 300;
const AGENTS_WAIT_MS = 30_000;

/** Waits until `count` agents are online. Throws when they do not come. */
export async function waitForAgents(baseUrl: string, adminKey: string, count: number): Promise<void> {
  const admin = new DemoClient(baseUrl, adminKey);
  const deadline = performance.now() + AGENTS_WAIT_MS;
  for (;;) {
    const stats = await admin.call<AgentStats>("GET", "/api/v1/admin/platform-agents/stats");
    if (stats.online_agents >= count) return;
    if (performance.now() > deadline)
      throw new Error(`Only ${stats.online_agents} of ${count} agents came online.`);
    await delay(POLL_MS);
  }
}

/** Submits a real scan by API, prints its log as it arrives and then its findings. Answers whether it succeeded. */
export async function runFirstScan(
  baseUrl: string,
  tenantKey: string,
  target: string,
  print: (line: string) => void,
): Promise<boolean> {
  const tenant = new DemoClient(baseUrl, tenantKey);
  const submit = { tool: "http-headers", target };
  const { job } = await tenant.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", submit);
  print(`Scan #${job.number} of ${target} submitted (${job.status}).`);
  const ended = await follow(tenant, job.id, print);
  const { items } = await tenant.call<{ items: FindingView[] }>(
    "GET",
    `/api/v1/platform-jobs/${job.id}/findings?limit=100`,
  );
  print(
    `Scan #${ended.number} ${ended.status} on ${ended.agent?.name ?? "no agent"}: ${items.length} findings`,
  );
  for (const finding of items)
    print(`  ${finding.severity.toUpperCase().padEnd(8)} ${finding.title}  ${finding.location}`);
  if (ended.error) print(`  ${ended.error}`);
  return ended.status === "succeeded" && items.length > 0;
}

async function follow(tenant: DemoClient, jobId: string, print: (line: string) => void): Promise<JobView> {
  let offset = 0;
  for (;;) {
    // The state is read before the log, so that the last pass sees everything.
    const { job } = await tenant.call<{ job: JobView }>("GET", `/api/v1/platform-jobs/${jobId}`);
    if (job.status !== "queued") {
      const page = await tenant.call<LogPage>(
        "GET",
        `/api/v1/platform-jobs/${jobId}/logs?stream=stdout&from=${offset}`,
      );
      offset = page.next_offset;
      const text = page.chunks.map((chunk) => Buffer.from(chunk.data, "base64").toString()).join("");
      for (const line of text.split("\n").filter(Boolean)) print(`  | ${line}`);
    }
    if (isTerminal(job.status)) return job;
    await delay(POLL_MS);
  }
}
