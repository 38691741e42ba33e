import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

/** What a statement needs: a pool (one statement, its own transaction) or a client inside a transaction. */
export type Db = pg.Pool | pg.PoolClient;

/** Serialization failure, deadlock, a lock that was waited for too long: Postgres says so itself, and has undone everything. */
const RETRYABLE = new Set(["40001", "40P01", "55P03"]);
const ATTEMPTS_MAX = 3;
/** Whoever met somebody here must not meet them again. */
const RETRY_MS = 50;

/** What the statements after one that has failed are told. */
const CONSEQUENCE = "25P02";

/**
 * For statements that look up single rows of many and run often. A plan made while a table was empty would read all of it
 * until the next ANALYZE, unless an index is preferred whatever it seems to cost; and to plan each run anew takes longer
 * than the run. A connection keeps the first plan of a statement: so let none run both in such a transaction and elsewhere.
 * What is made unattractive is given a price before Postgres 18 by which it would be worth compiling.
 */
const BEGIN_LOOKUPS =
  "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off";

/**
 * Waits for statements of one transaction that were sent without waiting for each other: they travel together, which saves
 * a round trip each, and run in the order of sending, each seeing what those before it did. After one that fails the rest
 * fail as well; thrown is what failed, and only when all have ended, so that nothing is sent any more.
 */
export async function together<T extends readonly unknown[] | []>(
  sent: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const settled = await Promise.allSettled(sent);
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (failures.length > 0) throw failures.find((error) => sqlState(error) !== CONSEQUENCE) ?? failures[0];
  return settled.map((one) => (one.status === "fulfilled" ? one.value : undefined)) as {
    -readonly [P in keyof T]: Awaited<T[P]>;
  };
}

/**
 * Runs `work` in one READ COMMITTED transaction; commits its result or rolls back on a throw.
 * A deadlock, a serialization failure or a lock that nobody gave up reruns the whole of `work` (at most three times in
 * all), so `work` must have no effect outside the database. A lost connection does not: whether it was committed is unknown.
 */
export async function transaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  return await retried(() =>
    runOnce(pool, async (client) => {
      await client.query("BEGIN");
      return await work(client);
    }),
  );
}

/** What `look` sends goes together with BEGIN, and the last of `work` together with COMMIT. */
export interface LookupWork<Looked, T> {
  /** Reads and takes locks; a write would count by itself if BEGIN failed, so nothing but what may. */
  look: (tx: pg.PoolClient) => Promise<Looked>;
  work: (tx: pg.PoolClient, looked: Looked) => Promise<T | Last<T>>;
}

/**
 * What `work` has sent last, all of it: it is awaited with COMMIT, which does nothing after a statement that failed. Only a
 * statement can undo it: what may throw here is to be done before the first of them is sent.
 */
export class Last<T> {
  constructor(readonly answer: Promise<T>) {}
}

/** A transaction of nothing but look-ups by key and what follows from them, as the queue's hot paths are. */
export async function lookupTransaction<Looked, T>(
  pool: pg.Pool,
  { look, work }: LookupWork<Looked, T>,
): Promise<T> {
  return await retried(() =>
    runOnce(pool, async (client) => {
      const [, looked] = await together([client.query(BEGIN_LOOKUPS), look(client)]);
      return await work(client, looked);
    }),
  );
}

/**
 * As `lookupTransaction` for `work` that sends one statement, but in one round trip: a statement is all or nothing by
 * itself, so nobody has to wait for the answer to BEGIN.
 */
export async function lookupStatement<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  return await retried(async () => {
    const client = await pool.connect();
    const sent = [client.query(BEGIN_LOOKUPS), work(client), client.query("COMMIT")] as const;
    const [, worked, committed] = await Promise.allSettled(sent);
    // A COMMIT after a failed statement rolls back; only a connection that is gone refuses it.
    client.release(committed.status === "rejected");
    if (worked.status === "rejected") throw worked.reason;
    if (committed.status === "rejected") throw committed.reason;
    return worked.value;
  });
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !RETRYABLE.has(sqlState(error) ?? "")) throw error;
      await delay(RETRY_MS * attempt * (0.5 + Math.random()));
    }
  }
}

async function runOnce<T>(pool: pg.Pool, begun: (client: pg.PoolClient) => Promise<T | Last<T>>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const result = await begun(client);
    const [answer] = await together([
      result instanceof Last ? result.answer : result,
      client.query("COMMIT"),
    ]);
    return answer;
  } catch (error) {
    // Whoever is silent once is not asked again: closing the connection rolls back as well.
    if (isSilence(error)) broken = error;
    else
      await client.query("ROLLBACK").catch((rollbackError: Error) => {
        broken = rollbackError;
      });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The database has not answered at all, not even that it took too long. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === "Query read timeout";
}

/** The SQLSTATE of a database error, or null for any other error. */
export function sqlState(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Whether `error` is the violation of this unique constraint or index. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    sqlState(error) === "23505" &&
    error instanceof Error &&
    "constraint" in error &&
    error.constraint === constraint
  );
}
