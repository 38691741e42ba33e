import type pg from "pg";
import { sumArchiveBytes } from "@/lib/db/archives/sum-archive-bytes";

/**
 * The bytes of archives that the tenant keeps, as they stand until the transaction ends.
 * Promise: uploads of one tenant take turns, so their sum never passes a limit that each of them checks. The lock is
 * theirs alone: submits and claims of the tenant do not wait for a large upload.
 */
export async function lockArchiveQuota(tx: pg.PoolClient, tenantId: string): Promise<number> {
  await tx.query({
    name: "lock-archive-quota",
    text: "SELECT pg_advisory_xact_lock(hashtextextended('archives:' || $1, 0))",
    values: [tenantId],
  });
  return await sumArchiveBytes(tx, tenantId);
}
