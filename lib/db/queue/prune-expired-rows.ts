import type { Db } from "@/lib/db/transaction";

/** What only serves for a while, and for how long after it was made. Jobs, logs and the audit log are not touched here. */
const PRUNABLE = {
  claim_requests: "created_at < now() - interval '1 hour'",
  idempotency_keys: "created_at < now() - interval '24 hours'",
  rate_limits: "updated_at < now() - interval '1 day'",
  one_time_tokens: "expires_at < now() - interval '7 days'",
  user_sessions: "created_at < now() - interval '90 days'",
  events: "at < now() - interval '7 days'",
} as const;

export type PrunableTable = keyof typeof PRUNABLE;
export const PRUNABLE_TABLES = Object.keys(PRUNABLE) as PrunableTable[];

/** Deletes at most `limit` rows that have served their time. Answers how many. */
export async function pruneExpiredRowsAcrossTenants(
  tx: Db,
  table: PrunableTable,
  limit: number,
): Promise<number> {
  const { rowCount } = await tx.query({
    name: `prune-${table}`,
    text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${PRUNABLE[table]} LIMIT $1))`,
    values: [limit],
  });
  return rowCount ?? 0;
}
