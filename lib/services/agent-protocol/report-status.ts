import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { wake } from "@/lib/live/wake-hub";
import { isFinal, reportEnd } from "@/lib/services/agent-protocol/end-batch";
import { fence, type JobContext } from "@/lib/services/agent-protocol/job-context";
import { releaseAttempt } from "@/lib/services/agent-protocol/release-attempt";
import { reportRunning } from "@/lib/services/agent-protocol/start-batch";

/**
 * An agent's word on a job: it runs, how far it is, how it ended, or that it is given back. The first final word that commits wins.
 * Fenced; a stale attempt gets 409 and changes nothing. The same final status again is answered as the first time was;
 * another final status gets 409 `job_finished`.
 */
export async function reportStatus(ctx: JobContext, jobId: string, body: StatusBody): Promise<StatusAnswer> {
  const answer = await take(ctx, fence(ctx, jobId, body.attempt), body);
  wake("events");
  return answer;
}

async function take(ctx: JobContext, key: AttemptKey, body: StatusBody): Promise<StatusAnswer> {
  if (body.status === "released") return await releaseAttempt(ctx, key, body);
  return isFinal(body.status) ? await reportEnd(ctx.db, key, body) : await reportRunning(ctx.db, key, body);
}
