import type { Db } from "@/lib/db/transaction";

export interface Spending {
  bucket: string;
  count: number;
  capacity: number;
  refillPerSecond: number;
}

/**
 * Takes tokens that were seen to be there from buckets that nobody else can touch, as their tenants are locked. For
 * takers that do not know each other see takeToken.
 */
export async function spendTokens(tx: Db, spendings: readonly Spending[]): Promise<void> {
  if (spendings.length === 0) return;
  await tx.query({
    name: "spend-rate-limit-tokens",
    text: `INSERT INTO rate_limits AS r (bucket, tokens, updated_at)
           SELECT bucket, capacity - count, clock_timestamp()
             FROM jsonb_to_recordset($1::jsonb) AS s(bucket text, count float8, capacity float8) ORDER BY bucket
               ON CONFLICT (bucket) DO UPDATE
              SET tokens = (SELECT least(s.capacity, r.tokens + s."refillPerSecond" * greatest(0,
                                         extract(epoch FROM clock_timestamp() - r.updated_at))) - s.count
                              FROM jsonb_to_recordset($1::jsonb)
                                   AS s(bucket text, count float8, capacity float8, "refillPerSecond" float8)
                             WHERE s.bucket = r.bucket),
                  updated_at = greatest(clock_timestamp(), r.updated_at)`,
    values: [JSON.stringify(spendings)],
  });
}
