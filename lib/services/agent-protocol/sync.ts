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
const LOGS_AT_ONCE = 4;

interface Part {
  job_id: string;
  attempt: number;
}

interface Answered<T> {
  answer: T | null;
  error: { code: string; detail: string } | null;
}

/**
 * The single calls, one after the other, in one request. Each part is fenced and answered by itself.
 * Failure: an error that is no refusal fails the request; parts of it may have been done, and the repeat finds them so.
 */
export async function sync(ctx: SyncContext, body: SyncBody): Promise<SyncAnswer> {
  const logs = await jobByJob(body.logs, LOGS_AT_ONCE, ({ job_id, ...log }) => appendLog(ctx, job_id, log));
  // All jobs at once: what they report at the same time shares a batch.
  const statuses = await jobByJob(body.statuses, body.statuses.length, ({ job_id, ...status }) =>
    reportStatus(ctx, job_id, status),
  );
  const heartbeat = body.heartbeat ? await recordHeartbeat(ctx, body.heartbeat) : null;
  const hasNews = heartbeat !== null && heartbeat.leases.length + heartbeat.lost.length > 0;
  const isAwaited = body.logs.length + body.statuses.length > 0 || hasNews;
  const claim = body.claim && { ...body.claim, ...(isAwaited ? { wait_seconds: 0 } : {}) };
  return { logs, statuses, heartbeat, claim: claim ? await answered(claimJobs(ctx, claim)) : null };
}

/**
 * Parts of one job one after the other, in their order: a log begins where the one before ends, and a job that has ended
 * takes no start. `jobsAtOnce` jobs at a time. Answers in the order of the parts.
 * Failure: thrown only when nothing is under way any more, so that the rest cannot come after the repeat.
 */
async function jobByJob<P extends Part, T>(
  parts: readonly P[],
  jobsAtOnce: number,
  call: (part: P) => Promise<T>,
): Promise<(Part & Answered<T>)[]> {
  const answers: (Part & Answered<T>)[] = new Array(parts.length);
  const byJob = new Map<string, [number, P][]>();
  for (const [index, part] of parts.entries()) {
    const ofJob = byJob.get(part.job_id);
    if (ofJob) ofJob.push([index, part]);
    else byJob.set(part.job_id, [[index, part]]);
  }
  // One iterator for all: each takes the next job that nobody has.
  const jobs = byJob.values();
  const work = async () => {
    for (const ofJob of jobs) {
      for (const [index, part] of ofJob) {
        const { job_id, attempt } = part;
        answers[index] = { job_id, attempt, ...(await answered(call(part))) };
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: jobsAtOnce }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
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
