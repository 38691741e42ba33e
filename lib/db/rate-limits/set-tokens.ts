import type { Db } from "@/lib/db/transaction";

export interface Level {
  bucket: string;
  /** What was left at that instant. */
  tokens: number;
}

/**
 * Notes what is left in buckets that nobody else can touch, as their tenants are locked, so that what was read of them is
 * still so. For takers that do not know each other see takeToken.
 */
export async function setTokens(tx: Db, at: Date, levels: readonly Level[]): Promise<void> {
  if (levels.length === 0) return;
  await tx.query({
    name: "set-rate-limit-tokens",
    text: `INSERT INTO rate_limits AS r (bucket, tokens, updated_at)
           SELECT bucket, tokens, $3::timestamptz FROM unnest($1::text[], $2::float8[]) AS l(bucket, tokens) ORDER BY bucket
               ON CONFLICT (bucket) DO UPDATE
              -- A clock that was set back must not let what was refilled already be refilled again.
              SET tokens = excluded.tokens, updated_at = greatest(excluded.updated_at, r.updated_at)`,
    values: [levels.map(({ bucket }) => bucket), levels.map(({ tokens }) => tokens), at],
  });
}
