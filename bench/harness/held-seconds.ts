import type pg from "pg";

export interface HeldSeconds {
  /** Agent-seconds of each tenant: the time for which agents held its jobs, from assignment to end. */
  byTenant: Map<string, number>;
  claims: number;
}

/** The moment by the database's clock, as text that keeps its microseconds. */
export async function databaseNow(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ at: string }>("SELECT clock_timestamp()::text AS at");
  return rows[0]?.at ?? "";
}

/** What agents gave to each tenant between two moments; of jobs that reach over an edge the part inside. */
export async function sumHeldSeconds(db: pg.Pool, from: string, to: string): Promise<HeldSeconds> {
  const { rows } = await db.query<{ id: string; seconds: number; claims: number }>(
    `SELECT tenant_id AS id, count(*)::int AS claims,
            sum(extract(epoch FROM least(finished_at, $2::timestamptz) - greatest(assigned_at, $1::timestamptz)))::float8
              AS seconds
       FROM attempts WHERE finished_at > $1::timestamptz AND assigned_at < $2::timestamptz GROUP BY tenant_id`,
    [from, to],
  );
  return {
    byTenant: new Map(rows.map(({ id, seconds }) => [id, seconds])),
    claims: rows.reduce((total, row) => total + row.claims, 0),
  };
}
