import type pg from "pg";
import type { Pools } from "@/lib/db/pool";

const KEY = Symbol.for("muster.pg.pools");

/** Makes `pool` the one that `pool()` in lib/db/pool answers for every use, for tests that go through a route handler. */
export function setProcessPool(pool: pg.Pool): void {
  setProcessPools({ queue: pool, beats: pool, console: pool });
}

/** The same with a pool for each use. */
export function setProcessPools(pools: Pools): void {
  (globalThis as { [KEY]?: Pools })[KEY] = pools;
}
