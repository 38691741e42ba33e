import type { Db } from "@/lib/db/transaction";

/** Jobs that the present tenants have ever submitted: the sum of their counters, which never go back. */
export async function sumSubmittedJobsAcrossTenants(db: Db): Promise<number> {
  const { rows } = await db.query<{ jobs: number }>({
    name: "sum-submitted-jobs",
    text: "SELECT COALESCE(sum(last_job_number), 0)::float8 AS jobs FROM tenants",
  });
  return rows[0]?.jobs ?? 0;
}
