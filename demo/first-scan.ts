import { setTimeout as delay } from "node:timers/promises";
import type { AgentStats } from "@/lib/contracts/agent";
import type { FindingView } from "@/lib/contracts/finding";
import type { JobView, LogPage } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";
import { CallRefusedError, DemoClient } from "./demo-client";

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

export interface FirstScan {
  /** It succeeded and found something. */
  isGood: boolean;
  /** The scan, if it was still queued when the time to wait for it was over. */
  waiting: JobView | null;
}

/**
 * Submits a real scan by API, tells why it waits, prints its log as it arrives and then its findings. A tier that is paused
 * or a long queue keeps nobody here: what waits for longer than `waitMs` is left to the queue.
 */
export async function runFirstScan(
  baseUrl: string,
  tenantKey: string,
  target: string,
  { waitMs, print }: { waitMs: number; print: (line: string) => void },
): Promise<FirstScan> {
  const tenant = new DemoClient(baseUrl, tenantKey);
  const job = await submit(tenant, target, print);
  if (!job) return { isGood: false, waiting: null };
  const last = await follow(tenant, job.id, { waitMs, print });
  if (!isTerminal(last.status)) {
    print(`Scan #${last.number} still waits after ${waitMs / 1000} s.`);
    return { isGood: false, waiting: last };
  }
  const { items } = await tenant.call<{ items: FindingView[] }>(
    "GET",
    `/api/v1/platform-jobs/${job.id}/findings?limit=100`,
  );
  print(`Scan #${last.number} ${last.status} on ${last.agent?.name ?? "no agent"}: ${items.length} findings`);
  for (const finding of items)
    print(`  ${finding.severity.toUpperCase().padEnd(8)} ${finding.title}  ${finding.location}`);
  if (last.error) print(`  ${last.error}`);
  return { isGood: last.status === "succeeded" && items.length > 0, waiting: null };
}

/** Null when it is refused, as when the tenant has as many waiting as it may. */
async function submit(
  tenant: DemoClient,
  target: string,
  print: (line: string) => void,
): Promise<JobView | null> {
  try {
    const body = { tool: "http-headers", target };
    const { job } = await tenant.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", body);
    print(`Scan #${job.number} of ${target} submitted (${job.status}).`);
    return job;
  } catch (error) {
    if (!(error instanceof CallRefusedError)) throw error;
    print(`The scan was refused: ${error.message}`);
    return null;
  }
}

/** The scan as it ended, or as it waits at a time when that has taken too long. */
async function follow(
  tenant: DemoClient,
  jobId: string,
  { waitMs, print }: { waitMs: number; print: (line: string) => void },
): Promise<JobView> {
  const deadline = performance.now() + waitMs;
  let offset = 0;
  let told = "";
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
    const why = reasonOf(job);
    if (why !== null && why !== told) print(`  … ${why}`);
    told = why ?? told;
    if (job.status === "queued" && performance.now() >= deadline) return job;
    await delay(POLL_MS);
  }
}

/** Of a pause with the words of whoever paused. */
function reasonOf({ waiting }: JobView): string | null {
  return waiting && [waiting.message, waiting.pause?.note ?? ""].join(" ").trim();
}
