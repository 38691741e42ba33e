import type { Db } from "@/lib/db/transaction";

/** Any number that no other advisory lock of ours has. */
const FIRST_ADMIN_LOCK = 7_264_101;

/**
 * Whether anybody is platform admin, held until the transaction ends: of several that ask, each waits until the one
 * before has made the first admin or given up.
 */
export async function lockHasPlatformAdmin(tx: Db): Promise<boolean> {
  await tx.query("SELECT pg_advisory_xact_lock($1)", [FIRST_ADMIN_LOCK]);
  return await hasPlatformAdmin(tx);
}

/** Whether anybody is platform admin at this moment. */
export async function hasPlatformAdmin(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ exists: boolean }>("SELECT EXISTS (SELECT FROM platform_admins)");
  return rows[0]?.exists ?? false;
}

export async function insertPlatformAdmin(tx: Db, userId: string): Promise<void> {
  await tx.query("INSERT INTO platform_admins (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING", [
    userId,
  ]);
}
