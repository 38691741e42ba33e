import type pg from "pg";
import { env } from "@/lib/config/env";
import { poolBeside } from "@/lib/db/pool";
import { listSharedEstimatesAcrossTenants } from "@/lib/db/queue/list-shared-estimates";
import { listSnapshotAgentsAcrossTenants } from "@/lib/db/queue/list-snapshot-agents";
import { listSnapshotLanesAcrossTenants } from "@/lib/db/queue/list-snapshot-lanes";
import { listSnapshotLeasesAcrossTenants } from "@/lib/db/queue/list-snapshot-leases";
import { listSnapshotPlacesAcrossTenants } from "@/lib/db/queue/list-snapshot-places";
import { listTierPauses } from "@/lib/db/tier-pauses/list-tier-pauses";
import { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { FreshValue } from "@/lib/live/fresh-value";
import { onePerOwner } from "@/lib/live/one-per-owner";

/** A forecast older than this is replaced while it still serves; one older than the other is not served any more. */
const FRESH_MS = 500;
const USABLE_MS = 1_000;

/**
 * The forecast of the queue as it was at most a second ago, read once for all callers of the process.
 *
 * Promise: while it is in use nobody waits for it: the next one is loaded beside. After a pause the first call loads it,
 * and all that come meanwhile share that load. Call before a transaction, not in it: it takes a connection of its own.
 * Cost: see the statements; none grows with the backlog.
 */
export async function queueForecast(db: pg.Pool): Promise<QueueForecast> {
  return await sharedForecast(poolBeside(db, "queue")).get();
}

/** For a change that whoever asks next has to see. In other processes it shows within the second. */
export function forgetForecast(db: pg.Pool): void {
  sharedForecast(poolBeside(db, "queue")).forget();
}

function sharedForecast(db: pg.Pool): FreshValue<QueueForecast> {
  return onePerOwner(
    "queue-forecasts",
    db,
    () => new FreshValue(() => loadForecast(db), { freshMs: FRESH_MS, usableMs: USABLE_MS }),
  );
}

/** One connection, one statement after the other: the load is never more than one of the pool's. */
export async function loadForecast(
  db: pg.Pool,
  isTiered = env().ENABLE_TIERED_AGENTS,
): Promise<QueueForecast> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    const agents = await listSnapshotAgentsAcrossTenants(client, isTiered);
    const leases = await listSnapshotLeasesAcrossTenants(client);
    const lanes = await listSnapshotLanesAcrossTenants(client);
    const places = await listSnapshotPlacesAcrossTenants(client);
    const pauses = await listTierPauses(client);
    const estimates = await listSharedEstimatesAcrossTenants(client);
    const runSeconds = new Map(estimates.map(({ tool, seconds }) => [tool, seconds]));
    return new QueueForecast({ agents, leases, lanes, places, pauses, runSeconds });
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
