import type pg from "pg";

const MAINTENANCE_LOCK = 0x6d757302;

/**
 * Runs `work` if no other maintenance run is under way in the installation; answers null without running it otherwise.
 * The lock belongs to a connection of its own and goes with it, so a run that dies never blocks the next.
 */
export async function tryMaintenanceLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ ok: boolean }>("SELECT pg_try_advisory_lock($1) AS ok", [
      MAINTENANCE_LOCK,
    ]);
    if (!rows[0]?.ok) return null;
    try {
      return await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [MAINTENANCE_LOCK]);
    }
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
