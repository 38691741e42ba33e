import { type AttemptRow, SELECT_ATTEMPT } from "@/lib/db/jobs/list-attempts";
import type { Db } from "@/lib/db/transaction";

/** The attempts of several jobs, of each first to last. */
export async function listAttemptsOfJobsAcrossTenants(
  db: Db,
  jobIds: readonly string[],
): Promise<AttemptRow[]> {
  if (jobIds.length === 0) return [];
  const { rows } = await db.query<AttemptRow>({
    name: "list-attempts-of-jobs",
    text: `${SELECT_ATTEMPT} WHERE a.job_id = ANY ($1::uuid[]) ORDER BY a.job_id, a.attempt`,
    values: [jobIds],
  });
  return rows;
}
