import type { SyncAnswer, SyncBody } from "@/lib/contracts/agent-sync";
import type { Principal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import { appendLog } from "@/lib/services/agent-protocol/append-log";
import { claimJobs } from "@/lib/services/agent-protocol/claim-jobs";
import { recordHeartbeat } from "@/lib/services/agent-protocol/record-heartbeat";
import { reportStatus } from "@/lib/services/agent-protocol/report-status";
import type { Context } from "@/lib/services/context";

interface SyncContext extends Context {
  agentId: string;
  caller: Extract<Principal, { kind: "agent" }>;
}

/** Logs of so many jobs of one request are written at once, each over a connection of its own. */
const JOBS_AT_ONCE = 4;

interface Answered<T> {
  answer: T | null;
  error: { code: string; detail: string } | null;
}

/**
 * The single calls, one after the other, in one request. Each part is fenced and answered by itself.
 * Failure: an error that is no refusal fails the request; parts of it may have been done, and the repeat finds them so.
 */
export async function sync(ctx: SyncContext, body: SyncBody): Promise<SyncAnswer> {
  const logs = await appendLogs(ctx, body.logs);
  const statuses = await Promise.all(
    body.statuses.map(async ({ job_id, ...status }) => ({
      job_id,
      attempt: status.attempt,
      ...(await answered(reportStatus(ctx, job_id, status))),
    })),
  );
  const heartbeat = body.heartbeat ? await recordHeartbeat(ctx, body.heartbeat) : null;
  const hasNews = heartbeat !== null && heartbeat.leases.length + heartbeat.lost.length > 0;
  const isAwaited = body.logs.length + body.statuses.length > 0 || hasNews;
  const claim = body.claim && { ...body.claim, ...(isAwaited ? { wait_seconds: 0 } : {}) };
  return { logs, statuses, heartbeat, claim: claim ? await answered(claimJobs(ctx, claim)) : null };
}

/** Those of one job one after the other, in their order: each begins where the one before ends. Few jobs at a time. */
async function appendLogs(ctx: SyncContext, logs: SyncBody["logs"]): Promise<SyncAnswer["logs"]> {
  const answers: SyncAnswer["logs"] = new Array(logs.length);
  const byJob = new Map<string, number[]>();
  for (const [index, { job_id }] of logs.entries()) byJob.set(job_id, [...(byJob.get(job_id) ?? []), index]);
  const jobs = [...byJob.values()];
  const work = async () => {
    for (let indexes = jobs.shift(); indexes !== undefined; indexes = jobs.shift()) {
      for (const index of indexes) {
        const entry = logs[index];
        if (!entry) continue;
        const { job_id, ...log } = entry;
        answers[index] = { job_id, attempt: log.attempt, ...(await answered(appendLog(ctx, job_id, log))) };
      }
    }
  };
  await Promise.all(Array.from({ length: JOBS_AT_ONCE }, work));
  return answers;
}

async function answered<T>(call: Promise<T>): Promise<Answered<T>> {
  try {
    return { answer: await call, error: null };
  } catch (error) {
    // That we cannot just now is no refusal of the part: the request is to be repeated.
    if (!(error instanceof AppError) || error.code === "service_unavailable") throw error;
    const { members, retryAfterSeconds } = error.extras;
    const retry = retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds };
    return { answer: null, error: { code: error.code, detail: error.message, ...members, ...retry } };
  }
}
