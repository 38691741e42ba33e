import type { AdminJobRow } from "@/lib/db/admin-jobs/list-admin-jobs";
import { SELECT_JOB } from "@/lib/db/jobs/job-row";
import type { Db } from "@/lib/db/transaction";

/** These jobs, whoever's they are; those that are gone are left out. */
export async function listAdminJobsByIdAcrossTenants(db: Db, ids: readonly string[]): Promise<AdminJobRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<AdminJobRow>({
    name: "list-admin-jobs-by-id",
    text: `SELECT job.*, t.slug AS "tenantSlug"
             FROM (${SELECT_JOB} WHERE j.id = ANY ($1::uuid[])) job JOIN tenants t ON t.id = job."tenantId"`,
    values: [ids],
  });
  return rows;
}
