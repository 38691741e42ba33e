import type { Db } from "@/lib/db/transaction";

/**
 * What only serves for a while, and for how long after it was made: the rows to look at. Jobs, logs and the audit log are
 * not touched here. Where many rows come and go, they are looked for from the end at which they are old, by an index: of
 * events so many are looked at, as their numbers are in the order of time but for those that were written side by side.
 */
const OLD_ROWS = {
  claim_requests: "claim_requests WHERE created_at < now() - interval '1 hour' ORDER BY created_at",
  idempotency_keys: "idempotency_keys WHERE created_at < now() - interval '24 hours' ORDER BY created_at",
  rate_limits: "rate_limits WHERE updated_at < now() - interval '1 day'",
  one_time_tokens: "one_time_tokens WHERE expires_at < now() - interval '7 days'",
  user_sessions: "user_sessions WHERE created_at < now() - interval '90 days'",
  events: "(SELECT ctid, at FROM events ORDER BY id LIMIT $1) first WHERE at < now() - interval '7 days'",
} as const;

export type PrunableTable = keyof typeof OLD_ROWS;
export const PRUNABLE_TABLES = Object.keys(OLD_ROWS) as PrunableTable[];

/** Deletes at most `limit` rows that have served their time. Answers how many. */
export async function pruneExpiredRowsAcrossTenants(
  tx: Db,
  table: PrunableTable,
  limit: number,
): Promise<number> {
  const { rowCount } = await tx.query({
    name: `prune-${table}`,
    text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${OLD_ROWS[table]} LIMIT $1))`,
    values: [limit],
  });
  return rowCount ?? 0;
}
