import type { Db } from "@/lib/db/transaction";

export interface SharedValueRow {
  /** Null: nobody has counted it for so long. */
  found: { value: unknown } | null;
  now: Date;
}

/** A value that any process counted within the last `seconds`, and the instant of looking. */
export async function findSharedValueAcrossTenants(
  db: Db,
  name: string,
  seconds: number,
): Promise<SharedValueRow> {
  const { rows } = await db.query<SharedValueRow>({
    name: "find-shared-value",
    text: `SELECT t.now, CASE WHEN v.name IS NOT NULL THEN jsonb_build_object('value', v.value) END AS found
             FROM (SELECT clock_timestamp() AS now) t
             LEFT JOIN shared_values v ON v.name = $1 AND v.loaded_at > t.now - make_interval(secs => $2)`,
    values: [name, seconds],
  });
  return rows[0] ?? { found: null, now: new Date() };
}
