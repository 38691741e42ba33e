import { DEAD_LETTER_COLUMNS, type DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import type { Db } from "@/lib/db/transaction";

/** Notes what became of a dead letter. `requeuedJobId`: the job that repeats it, null when it is dismissed. Call with its row locked. */
export async function resolveDeadLetterAcrossTenants(
  tx: Db,
  jobId: string,
  resolvedBy: string,
  requeuedJobId: string | null,
): Promise<DeadLetterRow> {
  const { rows } = await tx.query<DeadLetterRow>({
    name: "resolve-dead-letter",
    text: `UPDATE dead_letters d
              SET resolution = CASE WHEN $3::uuid IS NULL THEN 'dismissed' ELSE 'requeued' END,
                  resolved_at = clock_timestamp(), resolved_by = $2, requeued_job_id = $3
            WHERE d.job_id = $1 RETURNING ${DEAD_LETTER_COLUMNS}`,
    values: [jobId, resolvedBy, requeuedJobId],
  });
  const [row] = rows;
  if (!row) throw new Error("a locked dead letter has gone");
  return row;
}
