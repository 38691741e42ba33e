import type pg from "pg";

/** Written at any use of a credential, whatever comes of the call. */
const BOOKKEEPING: Record<string, readonly string[]> = {
  user_sessions: ["last_seen_at"],
  api_keys: ["last_used_at"],
};
/** Counters that refused calls are meant to move, and figures that are kept for whoever reads them next. */
const IGNORED = ["rate_limits", "shared_values"];

/** A function that answers one checksum a table over everything in it but bookkeeping. */
export async function databaseChecksum(db: pg.Pool): Promise<() => Promise<Record<string, string>>> {
  const { rows } = await db.query<{ table: string; columns: string[] }>(
    `SELECT t.table_name AS table, array_agg(c.column_name::text ORDER BY c.ordinal_position) AS columns
       FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
      WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
      GROUP BY 1 ORDER BY 1`,
  );
  const parts = rows
    .filter(({ table }) => !IGNORED.includes(table))
    .map(({ table, columns }) => {
      const counted = columns.filter((column) => !BOOKKEEPING[table]?.includes(column));
      const row = `ROW(${counted.map((column) => `"${column}"`).join(", ")})::text`;
      return `SELECT '${table}' AS name, md5(COALESCE(string_agg(${row}, ',' ORDER BY ${row}), '')) AS sum FROM "${table}"`;
    });
  const text = parts.join(" UNION ALL ");
  return async () => {
    const sums = await db.query<{ name: string; sum: string }>({ name: "database-checksum", text });
    return Object.fromEntries(sums.rows.map(({ name, sum }) => [name, sum]));
  };
}
