import type pg from "pg";

/** Two moments by the database's clock. */
export interface Span {
  from: string;
  to: string;
}

export interface HeldSeconds {
  /** Agent-seconds of each tenant: the time for which agents held its jobs, from assignment to end. */
  byTenant: Map<string, number>;
  /** How long each tenant's jobs were held on average, whole jobs. */
  lengths: Map<string, number>;
  claims: number;
}

/** The moment by the database's clock, as text that keeps its microseconds. */
export async function databaseNow(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ at: string }>("SELECT clock_timestamp()::text AS at");
  return rows[0]?.at ?? "";
}

/** What agents gave to each tenant in a span; of jobs that reach over an edge the part inside. Ask when all have ended. */
export async function sumHeldSeconds(db: pg.Pool, { from, to }: Span): Promise<HeldSeconds> {
  const { rows } = await db.query<{ id: string; seconds: number; length: number; claims: number }>(
    `SELECT tenant_id AS id, count(*)::int AS claims,
            sum(extract(epoch FROM least(finished_at, $2::timestamptz) - greatest(assigned_at, $1::timestamptz)))::float8
              AS seconds,
            avg(extract(epoch FROM finished_at - assigned_at))::float8 AS length
       FROM attempts WHERE finished_at > $1::timestamptz AND assigned_at < $2::timestamptz GROUP BY tenant_id`,
    [from, to],
  );
  return {
    byTenant: new Map(rows.map(({ id, seconds }) => [id, seconds])),
    lengths: new Map(rows.map(({ id, length }) => [id, length])),
    claims: rows.reduce((total, row) => total + row.claims, 0),
  };
}
