import type { Db } from "@/lib/db/transaction";
import { type EventPosition, parseEventPosition } from "@/lib/domain/event-position";

/** More events than this are not caught up with: reading everything anew is cheaper for both sides. */
const BACKLOG_MAX = 20_000;

export interface StartPosition {
  position: EventPosition;
  /** Whether it is the one asked for. */
  isResumed: boolean;
}

/**
 * Where a reader begins: at the position it brings, or, without one, too far behind or ahead of this database, now.
 * Ahead is a position of another database that stood here before this one was restored or made anew: no event would
 * come after it for as long as the transactions take to catch up.
 * "Now" lies before every transaction that has not ended, so whatever commits after this call is seen.
 */
export async function findStartPosition(db: Db, wanted: EventPosition | null): Promise<StartPosition> {
  const { rows } = await db.query<{ now: string; isAhead: boolean; backlog: number }>({
    name: "find-start-position",
    text: `SELECT pg_snapshot_xmin(pg_current_snapshot())::text || '-0' AS now,
                  COALESCE(($1::xid8, $2::bigint) > (pg_snapshot_xmax(pg_current_snapshot()), 0), false) AS "isAhead",
                  (SELECT count(*)::int FROM (
                     SELECT 1 FROM events WHERE (xact_id, id) > ($1::xid8, $2::bigint) LIMIT $3) e) AS backlog`,
    values: [wanted?.xactId ?? null, wanted?.id ?? null, BACKLOG_MAX + 1],
  });
  const now = parseEventPosition(rows[0]?.now ?? null);
  if (!now) throw new Error("the database did not name its position");
  const { isAhead = false, backlog = 0 } = rows[0] ?? {};
  const isResumed = wanted !== null && !isAhead && backlog <= BACKLOG_MAX;
  return { position: isResumed ? wanted : now, isResumed };
}
