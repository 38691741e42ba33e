import type { Db } from "@/lib/db/transaction";

export interface CheckResultRow {
  name: string;
  faults: number;
  ageSeconds: number;
}

/** What the last look of each check found, and how long ago it was. */
export async function listCheckResultsAcrossTenants(db: Db): Promise<CheckResultRow[]> {
  const { rows } = await db.query<CheckResultRow>({
    name: "list-check-results",
    text: `SELECT name, faults, extract(epoch FROM clock_timestamp() - checked_at)::float8 AS "ageSeconds"
             FROM queue_check_results ORDER BY name`,
  });
  return rows;
}

/** Notes what was found now, by the database's clock. */
export async function saveCheckResultsAcrossTenants(
  db: Db,
  results: readonly { name: string; faults: number }[],
): Promise<void> {
  if (results.length === 0) return;
  await db.query({
    name: "save-check-results",
    text: `INSERT INTO queue_check_results (name, faults, checked_at)
           SELECT name, faults, clock_timestamp() FROM jsonb_to_recordset($1::jsonb) AS r(name text, faults int)
           ORDER BY name
               ON CONFLICT (name) DO UPDATE SET faults = EXCLUDED.faults, checked_at = EXCLUDED.checked_at`,
    values: [JSON.stringify(results)],
  });
}
