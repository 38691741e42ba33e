import { type JobRow, SELECT_JOB } from "@/lib/db/jobs/job-row";
import type { Db } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";

/** The job with this id, whoever's it is. Throws `not_found` for an unknown one. */
export async function getAnyJobRowAcrossTenants(
  db: Db,
  id: string,
): Promise<JobRow & { tenantSlug: string }> {
  const { rows } = await db.query<JobRow & { tenantSlug: string }>({
    name: "get-any-job",
    text: `SELECT job.*, t.slug AS "tenantSlug" FROM (${SELECT_JOB} WHERE j.id = $1) job JOIN tenants t ON t.id = job."tenantId"`,
    values: [id],
  });
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no job with this id.");
  return row;
}
