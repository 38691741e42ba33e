import type { Db } from "@/lib/db/transaction";

export interface LaidAsideRow {
  jobId: string;
  tenantId: string;
}

/** Of a waiting job there is already what giving it to an agent would make, so every claim that tries to fails. */
const IS_AT_ODDS = `(EXISTS (SELECT FROM job_leases l WHERE l.job_id = j.id)
                     OR EXISTS (SELECT FROM attempts a WHERE a.job_id = j.id AND a.attempt = j.attempt))`;

/**
 * Takes those of these waiting jobs out of the queue that no claim can give away; and whatever else their tenants have in
 * the same state, as whoever had a hand in the tables seldom touched one job. The jobs stay as they are: they are now
 * `queued_job_without_item`, for the repair to find. Every write of the product changes these tables together, so one
 * statement never takes traffic for a fault. What somebody holds is left.
 */
export async function layJobsAsideAcrossTenants(tx: Db, jobIds: readonly string[]): Promise<LaidAsideRow[]> {
  const { rows } = await tx.query<LaidAsideRow>({
    name: "lay-jobs-aside",
    text: `WITH touched AS MATERIALIZED (
             SELECT DISTINCT j.tenant_id FROM jobs j WHERE j.id = ANY ($1) AND j.status = 'queued' AND ${IS_AT_ODDS}
           ), found AS MATERIALIZED (
             SELECT q.job_id FROM touched t JOIN queue_items q ON q.tenant_id = t.tenant_id JOIN jobs j ON j.id = q.job_id
              WHERE j.status = 'queued' AND ${IS_AT_ODDS}
              ORDER BY q.job_id FOR UPDATE OF q SKIP LOCKED
           )
           DELETE FROM queue_items q USING found f WHERE q.job_id = f.job_id
        RETURNING q.job_id AS "jobId", q.tenant_id AS "tenantId"`,
    values: [jobIds],
  });
  return rows;
}
