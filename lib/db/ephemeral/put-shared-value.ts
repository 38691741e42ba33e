import type { Db } from "@/lib/db/transaction";

/** Keeps a value for the other processes, unless they have a younger one. */
export async function putSharedValueAcrossTenants(
  db: Db,
  name: string,
  value: unknown,
  loadedAt: Date,
): Promise<void> {
  await db.query({
    name: "put-shared-value",
    text: `INSERT INTO shared_values AS v (name, value, loaded_at) VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, loaded_at = EXCLUDED.loaded_at
            WHERE v.loaded_at < EXCLUDED.loaded_at`,
    values: [name, JSON.stringify(value), loadedAt],
  });
}
