/**
 * What changes, as it changes: all of it for admins, a tenant's own for the tenant, and what happens to a tier for
 * everybody.
 *
 * Promise: from the position in `Last-Event-ID`, or from now, every event once and in order. The first event is `ready`;
 * its `is_resumed` is false when the reader starts anew, also because it was away too long, and has to reload what it
 * shows. Memory holds one page of 500 events, which all followers share.
 * Assumes that writers wake `events` after commit; without a wake it looks again after a second.
 */
import { instant } from "@/lib/contracts/field";
import type { LiveEvent } from "@/lib/contracts/live-event";
import { findStartPosition } from "@/lib/db/events/find-start-position";
import type { EventRow } from "@/lib/db/events/list-events";
import { type EventPosition, formatEventPosition, parseEventPosition } from "@/lib/domain/event-position";
import { waitForWake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { EVENTS_PAGE, readEventsShared } from "@/lib/services/events/shared-event-reader";

export type FollowedEvent =
  | { id: string; event: "ready"; data: { is_resumed: boolean } }
  | { id: string; event?: undefined; data: LiveEvent };

const LOOK_AGAIN_MS = 1_000;

/** `tenantId` null follows every tenant and the platform. */
export async function followEvents(
  ctx: Context,
  tenantId: string | null,
  lastEventId: string | null,
): Promise<AsyncIterable<FollowedEvent>> {
  const { position, isResumed } = await findStartPosition(ctx.db, parseEventPosition(lastEventId));
  return follow(ctx, tenantId, position, isResumed);
}

async function* follow(
  ctx: Context,
  tenantId: string | null,
  start: EventPosition,
  isResumed: boolean,
): AsyncGenerator<FollowedEvent> {
  yield { id: formatEventPosition(start), event: "ready", data: { is_resumed: isResumed } };
  let position = start;
  while (!ctx.signal.aborted) {
    // Listening begins before looking: what commits in between is not slept over.
    const looked = new AbortController();
    const woken = waitForWake(["events"], LOOK_AGAIN_MS, AbortSignal.any([ctx.signal, looked.signal]));
    const rows = await readEventsShared(ctx.db, position);
    for (const row of rows) {
      position = { xactId: row.xactId, id: row.id };
      if (tenantId === null || row.tenantId === tenantId || concernsAll(row)) yield toFollowedEvent(row);
    }
    if (rows.length === EVENTS_PAGE) looked.abort();
    await woken;
  }
}

/** Their data name the tier and nobody. */
function concernsAll({ subjectType }: EventRow): boolean {
  return subjectType === "tier";
}

function toFollowedEvent(row: EventRow): FollowedEvent {
  const id = formatEventPosition(row);
  return {
    id,
    data: {
      id,
      type: row.type,
      tenant_id: row.tenantId,
      subject_type: row.subjectType,
      subject_id: row.subjectId,
      at: instant(row.at),
      data: row.data,
    },
  };
}
