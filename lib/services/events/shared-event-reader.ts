import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type EventRow, listEventsAcrossTenants } from "@/lib/db/events/list-events";
import { type EventPosition, formatEventPosition } from "@/lib/domain/event-position";

/**
 * Reads the event stream once for all followers of this process that stand at the same position, and at most five times
 * a second there: a thousand open consoles cost the database as much as one.
 *
 * Promise: a read began after it was asked for, so what was committed before is in it.
 */
export const EVENTS_PAGE = 500;
const GAP_MS = 200;

interface Read {
  startsAtMs: number;
  hasStarted: boolean;
  page: Promise<EventRow[]>;
}

const readsByPool = new WeakMap<pg.Pool, Map<string, Read>>();

export function readEventsShared(db: pg.Pool, after: EventPosition): Promise<EventRow[]> {
  const reads = readsByPool.get(db) ?? new Map<string, Read>();
  readsByPool.set(db, reads);
  const key = formatEventPosition(after);
  const last = reads.get(key);
  if (last && !last.hasStarted) return last.page;
  const nowMs = performance.now();
  const startsAtMs = last ? Math.max(nowMs, last.startsAtMs + GAP_MS) : nowMs;
  const read: Read = { startsAtMs, hasStarted: false, page: run(startsAtMs - nowMs) };
  reads.set(key, read);
  return read.page;

  async function run(delayMs: number): Promise<EventRow[]> {
    await delay(delayMs);
    read.hasStarted = true;
    // The entry outlives the read by the gap, to keep the pace; then it must not pile up.
    setTimeout(() => reads.get(key) === read && reads.delete(key), GAP_MS).unref();
    return listEventsAcrossTenants(db, after, EVENTS_PAGE);
  }
}
