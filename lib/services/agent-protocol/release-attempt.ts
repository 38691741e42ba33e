import type { StatusAnswer, StatusBody } from "@/lib/contracts/agent-protocol";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { declareLogEndsAcrossTenants } from "@/lib/db/logs/declare-log-ends";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { type AttemptRow, findAttempt } from "@/lib/db/queue/find-attempt";
import { lockAttemptLeaseAcrossTenants } from "@/lib/db/queue/lock-attempt-lease";
import { type ReleaseReason, releaseLease } from "@/lib/db/queue/release-agent-leases";
import { transaction } from "@/lib/db/transaction";
import { wake } from "@/lib/live/wake-hub";
import { type JobContext, jobFinished, staleAttempt } from "@/lib/services/agent-protocol/job-context";
import { logEndsOf } from "@/lib/services/agent-protocol/log-ends";
import { settleLog } from "@/lib/services/agent-protocol/settle-log";

const REASON: ReleaseReason = "agent_stopped";

/**
 * An agent that must stop gives its unfinished attempt back: the job is queued again at once, with the next attempt and
 * its original age, in place of waiting for the lease to pass. When the attempt was the last or a cancellation was asked
 * for, the job ends as it would with a lost agent. Fenced; a repeat changes nothing and is answered as the first time,
 * whatever has become of the job.
 */
export async function releaseAttempt(
  ctx: JobContext,
  key: AttemptKey,
  body: StatusBody,
): Promise<StatusAnswer> {
  const isNew = await transaction(ctx.db, async (tx) => {
    const lease = await lockAttemptLeaseAcrossTenants(tx, key);
    if (!lease) {
      requireReleased(await findAttempt(tx, key, "read"), key.attempt);
      return false;
    }
    await releaseLease(tx, lease, REASON);
    await declareLogEndsAcrossTenants(tx, logEndsOf(key, body.streams));
    await finishDrains(tx, [key.agentId]);
    return true;
  });
  // Also for a repeat: the first time may have failed here, after its commit.
  if (body.streams) await settleLog(ctx.db, key.jobId, key.attempt);
  if (isNew) {
    wake("queue");
    wake(`log:${key.jobId}`);
  }
  return {
    job_id: key.jobId,
    attempt: key.attempt,
    status: "released",
    cancel: false,
    lease_expires_at: null,
  };
}

function requireReleased(attempt: AttemptRow | null, number: number): void {
  if (attempt?.reason === REASON) return;
  if (!attempt?.outcome || attempt.outcome === "lost") throw staleAttempt(number);
  throw jobFinished(attempt.outcome);
}
