/**
 * A place in the event stream: transaction, then row. Written `<xid>-<id>`, it is the `id` of an event and what
 * `Last-Event-ID` brings back. The transaction id is 64 bits wide and stays text.
 */
export interface EventPosition {
  xactId: string;
  id: number;
}

export function formatEventPosition(position: EventPosition): string {
  return `${position.xactId}-${position.id}`;
}

/** Null for text that no event of ours has as its id. */
export function parseEventPosition(text: string | null): EventPosition | null {
  const match = /^(\d{1,19})-(\d{1,15})$/.exec(text ?? "");
  const [, xactId, id] = match ?? [];
  return xactId && id ? { xactId, id: Number(id) } : null;
}
