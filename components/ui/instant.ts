/** What the wire and server components hand over: an RFC 3339 text or a Date. */
export type Instant = string | Date;

export function toDate(at: Instant): Date {
  return at instanceof Date ? at : new Date(at);
}
