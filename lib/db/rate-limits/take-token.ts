import type { Db } from "@/lib/db/transaction";

/** A bucket holds at most `capacity` tokens (1 or more) and regains `refillPerSecond` of them each second. */
export interface BucketSize {
  capacity: number;
  refillPerSecond: number;
}

export interface TokenGrant {
  allowed: boolean;
  /** Whole tokens left after this call. */
  remaining: number;
  /** 0 when allowed; else the seconds until one token is there. */
  retryAfterSeconds: number;
}

/**
 * Takes one token from a bucket, or none if it is empty: one statement, decided on the database's clock, exact under
 * any concurrency. A bucket that nobody has used is full. Called inside a transaction that rolls back, it gives the
 * token back, and until then it holds the bucket's row.
 */
export async function takeToken(db: Db, bucket: string, size: BucketSize): Promise<TokenGrant> {
  const { rows } = await db.query<{ allowed: boolean; tokens: number }>({
    name: "take-rate-limit-token",
    text: `WITH taken AS (
             INSERT INTO rate_limits AS r (bucket, tokens, updated_at)
             VALUES ($1, $2::float8 - 1, clock_timestamp())
             ON CONFLICT (bucket) DO UPDATE
               SET tokens = least($2::float8, r.tokens + $3::float8 * greatest(0,
                            extract(epoch FROM clock_timestamp() - r.updated_at))) - 1,
                   updated_at = greatest(clock_timestamp(), r.updated_at)
             WHERE least($2::float8, r.tokens + $3::float8 * greatest(0,
                         extract(epoch FROM clock_timestamp() - r.updated_at))) >= 1
             RETURNING tokens)
           SELECT true AS allowed, tokens FROM taken
           UNION ALL
           SELECT false, least($2::float8, r.tokens + $3::float8 * greatest(0,
                               extract(epoch FROM clock_timestamp() - r.updated_at)))
             FROM rate_limits r WHERE r.bucket = $1 AND NOT EXISTS (SELECT FROM taken)`,
    values: [bucket, size.capacity, size.refillPerSecond],
  });
  // Refused without a row: the bucket was made and emptied by others after this statement began.
  const { allowed, tokens } = rows[0] ?? { allowed: false, tokens: 0 };
  if (allowed) return { allowed, remaining: Math.floor(tokens), retryAfterSeconds: 0 };
  const missing = Math.max(0.1, 1 - tokens);
  return { allowed, remaining: 0, retryAfterSeconds: Math.ceil(missing / size.refillPerSecond) };
}
