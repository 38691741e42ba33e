import type { Db } from "@/lib/db/transaction";

/** Makes a bucket full again, e.g. after the right password. */
export async function resetBucket(db: Db, bucket: string): Promise<void> {
  await db.query({
    name: "reset-rate-limit",
    text: "DELETE FROM rate_limits WHERE bucket = $1",
    values: [bucket],
  });
}
