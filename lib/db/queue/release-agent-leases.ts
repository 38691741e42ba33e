import type pg from "pg";
import { type AuditSource, insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { countLostAgentsAcrossTenants } from "@/lib/db/dead-letters/count-lost-agents";
import { insertDeadLetterAcrossTenants } from "@/lib/db/dead-letters/insert-dead-letter";
import type { DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import { endAttemptsAcrossTenants } from "@/lib/db/queue/end-attempts";
import { lockAgentLeasesAcrossTenants } from "@/lib/db/queue/lock-agent-leases";
import { requeueAttempt } from "@/lib/db/queue/requeue-attempt";
import { isPoison } from "@/lib/domain/job/poison";
import { retryBackoffSeconds } from "@/lib/domain/job/retry";

/**
 * `agent_stopped`: given back by an agent that was told to stop. `mass_silence`: lost together with over half the fleet.
 * `repaired`: what the tables said of it did not agree.
 */
export type ReleaseReason = "agent_lost" | "mass_silence" | "agent_deleted" | "agent_stopped" | "repaired";

/**
 * Takes one live lease away: back to the queue while attempts are left, cancelled if that was asked for, else failed
 * as `agent_lost`. A job that agents die of fails as `poisoned`, whatever attempts are left, and becomes a dead letter.
 * A job that was given back waits for nothing: it had no part in its agent's end. Call with the lease's row locked.
 */
export async function releaseLease(
  tx: pg.PoolClient,
  lease: DueLeaseRow,
  reason: ReleaseReason,
): Promise<void> {
  if (reason === "agent_lost" && (await bury(tx, lease))) return;
  const isGivenBack = reason === "agent_stopped";
  const backoffSeconds = isGivenBack ? 0 : retryBackoffSeconds(lease.attempt + 1);
  if (await requeueAttempt(tx, lease, reason, backoffSeconds)) return;
  const end = {
    ...lease,
    end: lease.isCancelRequested ? "cancelled" : "failed",
    failureReason: lease.isCancelRequested ? null : "agent_lost",
    ...(isGivenBack ? { attemptReason: reason } : {}),
    exitCode: null,
    error: lease.isCancelRequested
      ? null
      : `The agent ${isGivenBack ? "was stopped" : "was lost"} in attempt ${lease.attempt} of ${lease.maxAttempts}.`,
    actorType: "system",
  } as const;
  await endAttemptsAcrossTenants(tx, [end]);
}

/** Whether this loss makes the job a dead letter; then it is one. Nobody need bury what is to be cancelled. */
async function bury(tx: pg.PoolClient, lease: DueLeaseRow): Promise<boolean> {
  if (lease.isCancelRequested) return false;
  const lostAgents = await countLostAgentsAcrossTenants(tx, lease.jobId, lease.agentId);
  if (!isPoison(lostAgents)) return false;
  const end = {
    ...lease,
    end: "failed",
    failureReason: "poisoned",
    exitCode: null,
    error: `${lostAgents} agents were lost while they ran this job. It is not tried again.`,
    actorType: "system",
  } as const;
  await endAttemptsAcrossTenants(tx, [end]);
  await insertDeadLetterAcrossTenants(tx, lease.jobId, lostAgents);
  return true;
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
