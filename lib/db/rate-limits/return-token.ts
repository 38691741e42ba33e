import type { Db } from "@/lib/db/transaction";

/** Puts one token back that `takeToken` gave for a call which turned out not to count. */
export async function returnToken(db: Db, bucket: string, capacity: number): Promise<void> {
  await db.query({
    name: "return-rate-limit-token",
    text: "UPDATE rate_limits SET tokens = least($2::float8, tokens + 1) WHERE bucket = $1",
    values: [bucket, capacity],
  });
}
