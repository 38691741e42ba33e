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

/** The chosen end for the API. `until` is local time without a zone; without it there is none. */
export function endOf(end: PauseEnd, until: string, now: Date): string | null {
  const minutes = MINUTES[end];
  if (minutes !== undefined) return new Date(now.getTime() + minutes * 60_000).toISOString();
  return end === "until" && until !== "" ? new Date(until).toISOString() : null;
}
