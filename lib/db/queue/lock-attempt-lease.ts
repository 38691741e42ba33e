import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** The live lease of one attempt, by its fence; null when that is not the live one. Locked until commit. */
export async function lockAttemptLeaseAcrossTenants(tx: Db, key: AttemptKey): Promise<DueLeaseRow | null> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-attempt-lease",
    text: `${DUE_LEASE_SQL}
            WHERE l.job_id = $1 AND l.attempt = $2 AND l.agent_id = $3 FOR UPDATE OF l`,
    values: [key.jobId, key.attempt, key.agentId],
  });
  return rows[0] ?? null;
}
