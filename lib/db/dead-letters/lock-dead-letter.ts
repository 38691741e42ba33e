import { DEAD_LETTER_COLUMNS, type DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import type { Db } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";

/** The dead letter of this job, locked until commit. Throws `not_found` for a job that is none. */
export async function lockDeadLetterAcrossTenants(tx: Db, jobId: string): Promise<DeadLetterRow> {
  const { rows } = await tx.query<DeadLetterRow>({
    name: "lock-dead-letter",
    text: `SELECT ${DEAD_LETTER_COLUMNS} FROM dead_letters d WHERE d.job_id = $1 FOR UPDATE`,
    values: [jobId],
  });
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no dead letter with this id.");
  return row;
}
