import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";

export interface AttemptOutcomeRow extends AttemptKey {
  /** Null: it lives. */
  outcome: "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | null;
}

/** How these attempts of these agents ended. Left out: those that the agent never had. */
export async function listAttemptOutcomesAcrossTenants(
  tx: Db,
  keys: readonly AttemptKey[],
): Promise<AttemptOutcomeRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.query<AttemptOutcomeRow>({
    name: "list-attempt-outcomes",
    text: `SELECT a.job_id AS "jobId", a.attempt, a.agent_id AS "agentId", a.outcome
             FROM jsonb_to_recordset($1::jsonb) AS k("jobId" uuid, attempt int, "agentId" uuid)
             JOIN attempts a ON a.job_id = k."jobId" AND a.attempt = k.attempt AND a.agent_id = k."agentId"`,
    values: [JSON.stringify(keys.map(({ jobId, attempt, agentId }) => ({ jobId, attempt, agentId })))],
  });
  return rows;
}
