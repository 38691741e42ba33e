import { DEAD_LETTER_COLUMNS, type DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import type { Db } from "@/lib/db/transaction";

/** Notes that nothing is done about a dead letter. Call with its row locked. */
export async function dismissDeadLetterAcrossTenants(
  tx: Db,
  jobId: string,
  resolvedBy: string,
): Promise<DeadLetterRow> {
  const { rows } = await tx.query<DeadLetterRow>({
    name: "dismiss-dead-letter",
    text: `UPDATE dead_letters d SET resolution = 'dismissed', resolved_at = clock_timestamp(), resolved_by = $2
            WHERE d.job_id = $1 RETURNING ${DEAD_LETTER_COLUMNS}`,
    values: [jobId, resolvedBy],
  });
  const [row] = rows;
  if (!row) throw new Error("a locked dead letter has gone");
  return row;
}
