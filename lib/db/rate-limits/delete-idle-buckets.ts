import type { Db } from "@/lib/db/transaction";

/**
 * Removes buckets that nobody has touched for a day: every bucket of ours is full again long before, and a full bucket
 * needs no row. Keeps made-up addresses from filling the table. Returns how many went.
 */
export async function deleteIdleBuckets(db: Db): Promise<number> {
  const { rowCount } = await db.query({
    name: "delete-idle-rate-limits",
    text: "DELETE FROM rate_limits WHERE updated_at < now() - interval '1 day'",
  });
  return rowCount ?? 0;
}
