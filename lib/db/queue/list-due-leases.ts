import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";

export interface DueLeaseRow {
  jobId: string;
  attempt: number;
  agentId: string;
  maxAttempts: number;
  isCancelRequested: boolean;
}

const COLUMNS = `l.job_id AS "jobId", l.attempt, l.agent_id AS "agentId", j.max_attempts AS "maxAttempts",
                 l.cancel_requested_at IS NOT NULL AS "isCancelRequested"`;

/** Live leases whose time passed more than `overdueSeconds` ago, the oldest first. Locked until commit; others' are skipped. */
export async function lockExpiredLeasesAcrossTenants(
  tx: Db,
  overdueSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-expired-leases",
    text: `SELECT ${COLUMNS} FROM job_leases l JOIN jobs j ON j.id = l.job_id
            WHERE l.lease_expires_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.lease_expires_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [overdueSeconds, limit],
  });
  return rows;
}

/** Runs past their own time limit that the agent has not ended within `reportSeconds`. */
export async function lockOverdueRunsAcrossTenants(
  tx: Db,
  reportSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-overdue-runs",
    text: `SELECT ${COLUMNS} FROM job_leases l JOIN jobs j ON j.id = l.job_id
            WHERE l.deadline_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.deadline_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [reportSeconds, limit],
  });
  return rows;
}

/** Cancellations that the agent has not confirmed within `reportSeconds`. */
export async function lockUnconfirmedCancelsAcrossTenants(
  tx: Db,
  reportSeconds: number,
  limit: number,
): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-unconfirmed-cancels",
    text: `SELECT ${COLUMNS} FROM job_leases l JOIN jobs j ON j.id = l.job_id
            WHERE l.cancel_requested_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY l.cancel_requested_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [reportSeconds, limit],
  });
  return rows;
}

/** The live lease of one attempt, by its fence; null when that is not the live one. Locked until commit. */
export async function lockAttemptLeaseAcrossTenants(tx: Db, key: AttemptKey): Promise<DueLeaseRow | null> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-attempt-lease",
    text: `SELECT ${COLUMNS} FROM job_leases l JOIN jobs j ON j.id = l.job_id
            WHERE l.job_id = $1 AND l.attempt = $2 AND l.agent_id = $3 FOR UPDATE OF l`,
    values: [key.jobId, key.attempt, key.agentId],
  });
  return rows[0] ?? null;
}

/** All leases of one agent, e.g. before it is deleted by force. */
export async function lockAgentLeasesAcrossTenants(tx: Db, agentId: string): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-agent-leases",
    text: `SELECT ${COLUMNS} FROM job_leases l JOIN jobs j ON j.id = l.job_id WHERE l.agent_id = $1 ORDER BY l.job_id FOR UPDATE OF l`,
    values: [agentId],
  });
  return rows;
}
