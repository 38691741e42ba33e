import type pg from "pg";
import { type AuditSource, insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { endAttemptsAcrossTenants } from "@/lib/db/queue/end-attempts";
import { type DueLeaseRow, lockAgentLeasesAcrossTenants } from "@/lib/db/queue/list-due-leases";
import { requeueAttempt } from "@/lib/db/queue/requeue-attempt";
import { retryBackoffSeconds } from "@/lib/domain/job/retry";

/** `agent_stopped`: given back by an agent that was told to stop. */
export type ReleaseReason = "agent_lost" | "agent_deleted" | "agent_stopped";

/**
 * Takes one live lease away: back to the queue while attempts are left, cancelled if that was asked for, else failed
 * as `agent_lost`. A job that was given back waits for nothing: it had no part in its agent's end. Call with the
 * lease's row locked.
 */
export async function releaseLease(
  tx: pg.PoolClient,
  lease: DueLeaseRow,
  reason: ReleaseReason,
): Promise<void> {
  const isGivenBack = reason === "agent_stopped";
  const backoffSeconds = isGivenBack ? 0 : retryBackoffSeconds(lease.attempt + 1);
  if (await requeueAttempt(tx, lease, reason, backoffSeconds)) return;
  const end = {
    ...lease,
    end: lease.isCancelRequested ? "cancelled" : "failed",
    failureReason: lease.isCancelRequested ? null : "agent_lost",
    exitCode: null,
    error: lease.isCancelRequested
      ? null
      : `The agent ${isGivenBack ? "was stopped" : "was lost"} in attempt ${lease.attempt} of ${lease.maxAttempts}.`,
    actorType: "system",
  } as const;
  await endAttemptsAcrossTenants(tx, [end]);
}

/** Takes all leases of an agent of this tenant, or of the platform, away, e.g. because it is deleted by force. Answers how many. */
export async function releaseAgentLeases(
  tx: pg.PoolClient,
  tenantId: string,
  source: AuditSource,
  agentId: string,
): Promise<number> {
  const leases = await lockAgentLeasesAcrossTenants(tx, agentId);
  for (const lease of leases) await releaseLease(tx, lease, "agent_deleted");
  if (leases.length > 0) {
    await insertAuditEntry(tx, source, {
      tenantId,
      action: "agent.jobs_released",
      targetType: "agent",
      targetId: agentId,
      after: { jobs: leases.map((lease) => lease.jobId) },
    });
  }
  return leases.length;
}
