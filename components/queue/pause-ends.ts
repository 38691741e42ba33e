import type { TierPause } from "@/lib/contracts/tier-pause";

/** When a pause ends, as the admin may choose it. */
export const PAUSE_ENDS = [
  { end: "quarter", label: "In 15 minutes" },
  { end: "hour", label: "In 1 hour" },
  { end: "until", label: "At a time" },
  { end: "open", label: "When resumed" },
] as const;
export type PauseEnd = (typeof PAUSE_ENDS)[number]["end"];

const MINUTES: Partial<Record<PauseEnd, number>> = { quarter: 15, hour: 60 };

/** What the form begins with: for a change, the end that the pause has. */
export function defaultEnd(pause: Pick<TierPause, "resumes_at"> | null): PauseEnd {
  if (pause === null) return "hour";
  return pause.resumes_at === null ? "open" : "until";
}

/** The chosen end for the API. `until` is what the field has, `present` the end that the pause has had so far. */
export function endOf(end: PauseEnd, until: string, present: string | null, now: Date): string | null {
  const minutes = MINUTES[end];
  if (minutes !== undefined) return new Date(now.getTime() + minutes * 60_000).toISOString();
  if (end === "open" || until === "") return null;
  // The field has no seconds: one that was left alone must not move the end.
  return present !== null && until === localText(present) ? present : new Date(until).toISOString();
}

/** An instant as the field has it: the reader's own time without a zone, to the minute. */
export function localText(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
