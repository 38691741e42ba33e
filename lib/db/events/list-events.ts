import type { Db } from "@/lib/db/transaction";
import type { EventPosition } from "@/lib/domain/event-position";

export interface EventRow extends EventPosition {
  at: Date;
  tenantId: string;
  type: string;
  subjectType: "job" | "agent" | "bootstrap_token" | "tenant" | "tier";
  subjectId: string;
  data: Record<string, unknown>;
}

/**
 * Events of every tenant after a position, in the one order that all readers see.
 *
 * Promise: who goes on from the last position got never misses an event and never sees one twice, whenever its
 * transaction committed: rows are given out only when every transaction that could still add one before them has ended.
 * The price is that a transaction left open holds back all later events until its time-out.
 * Index: events_xact_idx.
 */
export async function listEventsAcrossTenants(
  db: Db,
  after: EventPosition,
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>({
    name: "list-events",
    text: `SELECT xact_id::text AS "xactId", id::float8 AS id, at, tenant_id AS "tenantId", type,
                  subject_type AS "subjectType", subject_id AS "subjectId", data
             FROM events
            WHERE (xact_id, id) > ($1::xid8, $2::bigint) AND xact_id < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xact_id, id LIMIT $3`,
    values: [after.xactId, after.id, limit],
  });
  return rows;
}
