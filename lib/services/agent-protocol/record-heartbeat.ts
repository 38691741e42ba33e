import type { HeartbeatAnswer, HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { CANCEL_GRACE_SECONDS, HEARTBEAT_SECONDS } from "@/lib/domain/job/lease";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";
import { takeBeat } from "@/lib/services/agent-protocol/beat-batch";

/**
 * A beat: notes that the agent lives and how loaded it is, renews the leases of its running jobs, and answers which
 * to cancel, which it has lost, and whether to drain. A beat never undoes an admin's word. Repeating one is harmless.
 */
export async function recordHeartbeat(ctx: AgentContext, body: HeartbeatBody): Promise<HeartbeatAnswer> {
  const beat = await takeBeat(ctx.db, { agentId: ctx.agentId, body });
  return {
    server_time: beat.now.toISOString(),
    next_heartbeat_seconds: HEARTBEAT_SECONDS,
    leases: beat.leases.map((lease) => ({
      job_id: lease.jobId,
      attempt: lease.attempt,
      lease_expires_at: lease.leaseExpiresAt.toISOString(),
    })),
    cancel: beat.leases
      .filter((lease) => lease.isCancelRequested)
      .map((lease) => ({ job_id: lease.jobId, attempt: lease.attempt, grace_seconds: CANCEL_GRACE_SECONDS })),
    lost: (body.running ?? []).filter(
      (named) =>
        !beat.leases.some((lease) => lease.jobId === named.job_id && lease.attempt === named.attempt),
    ),
    drain: beat.status === "draining" || beat.status === "drained",
    max_concurrent_jobs: beat.maxConcurrentJobs,
  };
}
