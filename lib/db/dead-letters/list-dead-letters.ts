import { DEAD_LETTER_COLUMNS, type DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import type { Db } from "@/lib/db/transaction";
import type { DeadLetterState } from "@/lib/domain/job/poison";

export interface DeadLetterFilter {
  /** Null: all. */
  state: DeadLetterState | null;
  tenantId: string | null;
  /** Null: from the newest on. */
  beforeId: string | null;
  limit: number;
}

/** Every tenant's dead letters, those of the newest jobs first. */
export async function listDeadLettersAcrossTenants(
  db: Db,
  { state, tenantId, beforeId, limit }: DeadLetterFilter,
): Promise<DeadLetterRow[]> {
  const { rows } = await db.query<DeadLetterRow>({
    // Not one text for all states: the planner takes the index of the open ones only when it can read that they are wanted.
    text: `SELECT ${DEAD_LETTER_COLUMNS} FROM dead_letters d
            WHERE ${state === "open" ? "d.resolution IS NULL AND $1::text IS NOT NULL" : "($1::text IS NULL OR d.resolution = $1)"}
              AND ($2::uuid IS NULL OR d.tenant_id = $2) AND ($3::uuid IS NULL OR d.job_id < $3)
            ORDER BY d.job_id DESC LIMIT $4`,
    values: [state, tenantId, beforeId, limit],
  });
  return rows;
}
