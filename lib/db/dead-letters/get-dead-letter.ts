import { DEAD_LETTER_COLUMNS, type DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import type { Db } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";

/** The dead letter of this job, locked until commit if told so. Throws `not_found` for a job that is none. */
export async function getDeadLetterAcrossTenants(
  tx: Db,
  jobId: string,
  lock: "lock" | "read",
): Promise<DeadLetterRow> {
  const { rows } = await tx.query<DeadLetterRow>({
    name: `get-dead-letter-${lock}`,
    text: `SELECT ${DEAD_LETTER_COLUMNS} FROM dead_letters d WHERE d.job_id = $1 ${lock === "lock" ? "FOR UPDATE" : ""}`,
    values: [jobId],
  });
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no dead letter with this id.");
  return row;
}
