import { type JobRow, SELECT_JOB } from "@/lib/db/jobs/job-row";
import type { Db } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";

/** The tenant's job with this id. Throws one and the same `not_found` for an unknown job and for another tenant's. */
export async function getJobRow(db: Db, tenantId: string, id: string): Promise<JobRow> {
  const { rows } = await db.query<JobRow>({
    name: "get-job",
    text: `${SELECT_JOB} WHERE j.tenant_id = $1 AND j.id = $2`,
    values: [tenantId, id],
  });
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is nothing here with that id.");
  return row;
}
