import type pg from "pg";

const KEY = Symbol.for("muster.pg.pool");

/** Makes `pool` the one that `pool()` in lib/db/pool answers, for tests that go through a route handler. */
export function setProcessPool(pool: pg.Pool): void {
  (globalThis as { [KEY]?: pg.Pool })[KEY] = pool;
}
