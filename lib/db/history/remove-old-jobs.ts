import type pg from "pg";

/**
 * Removes those of the jobs whose log is gone, with their events; attempts, streams and sightings of findings go with
 * them by foreign key. Findings stay: they are weaknesses of a target, with what people decided of them, and not of a run.
 * The caller holds the jobs by `lockOldJobs`. Answers how many.
 */
export async function removeOldJobs(
  tx: pg.PoolClient,
  tenantId: string,
  jobIds: readonly string[],
): Promise<number> {
  const { rows } = await tx.query<{ jobs: number }>({
    name: "remove-old-jobs",
    text: `WITH gone AS (
             DELETE FROM jobs j WHERE j.tenant_id = $1 AND j.id = ANY ($2::uuid[])
                AND NOT EXISTS (SELECT FROM log_chunks c WHERE c.job_id = j.id)
          RETURNING j.id
           ), untold AS (
             DELETE FROM events e USING gone WHERE e.subject_id = gone.id AND e.tenant_id = $1
           )
           SELECT count(*)::int AS jobs FROM gone`,
    values: [tenantId, jobIds],
  });
  return rows[0]?.jobs ?? 0;
}
