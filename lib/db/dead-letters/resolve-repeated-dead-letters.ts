import type { Db } from "@/lib/db/transaction";
import type { DeadLetterState } from "@/lib/domain/job/poison";

/** A job that was made to repeat another one. */
export interface Repeat {
  repeatedJobId: string;
  newJobId: string;
  by: string;
}

export interface RepeatedDeadLetter {
  jobId: string;
  tenantId: string;
  lostAgents: number;
  /** What had become of it before. */
  state: DeadLetterState;
  requeuedJobId: string;
}

/**
 * Notes which dead letters these repeats have queued again, whoever made them. Answers those that were not before. Of
 * several repeats of one job one counts. Call with the queues of their tenants locked.
 */
export async function resolveRepeatedDeadLettersAcrossTenants(
  tx: Db,
  repeats: readonly Repeat[],
): Promise<RepeatedDeadLetter[]> {
  if (repeats.length === 0) return [];
  const { rows } = await tx.query<RepeatedDeadLetter>({
    name: "resolve-repeated-dead-letters",
    text: `WITH repeat AS (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS r("repeatedJobId" uuid, "newJobId" uuid, "by" text)
           ), before AS MATERIALIZED (
             SELECT d.job_id, COALESCE(d.resolution, 'open') AS state FROM dead_letters d
              WHERE d.job_id IN (SELECT "repeatedJobId" FROM repeat) AND d.resolution IS DISTINCT FROM 'requeued'
              ORDER BY d.job_id FOR UPDATE
           )
           UPDATE dead_letters d
              SET resolution = 'requeued', resolved_at = clock_timestamp(), resolved_by = r."by", requeued_job_id = r."newJobId"
             FROM before b JOIN repeat r ON r."repeatedJobId" = b.job_id
            WHERE d.job_id = b.job_id
        RETURNING d.job_id AS "jobId", d.tenant_id AS "tenantId", d.lost_agents AS "lostAgents", b.state,
                  d.requeued_job_id AS "requeuedJobId"`,
    values: [JSON.stringify(repeats)],
  });
  return rows;
}
