import { tryLater } from "@/components/jobs/try-later";
import { formatDuration } from "@/components/ui/format-duration";
import type { JobView } from "@/lib/contracts/job";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

type Waiting = NonNullable<JobView["waiting"]>;

/** What has to happen before the scan starts, after the server's own sentence on why it waits; empty: nothing can be said. */
export function whatMustHappen(waiting: Waiting, selectionMode: SelectionMode): string {
  const isOwnOnly = selectionMode === "tenant_only";
  const before = waiting.position > 1 ? `${scans(waiting.position - 1)} before it in fair order` : null;
  if (tryLater(waiting, selectionMode)) return before ? `${before}.` : "";
  switch (waiting.reason) {
    case "tenant_concurrency":
      return before ? `${before}.` : "Starts when enough of yours have ended.";
    case "tier_saturated":
      return before ? `${before}.` : "Starts as soon as a slot is free.";
    case "no_matching_agent":
      return `Starts if such an agent joins in time.${isOwnOnly ? "" : " You can also cancel it and ask for less."}`;
    case "agents_offline":
      return `Starts if one of them is back in time. ${isOwnOnly ? "Start it on its host; Agents shows when it was last seen." : "Your provider sees this, too."}`;
    case "paused":
      if (before) return `${before} when the pause ends.`;
      return `Starts ${waiting.pause?.resumes_at ? "after the pause" : "if the pause ends in time"}. Nothing is needed from you.`;
    case "backoff":
      return "Nothing is needed from you; what was found before stays.";
    case "next":
      return "An agent is picking it up.";
  }
}

function scans(n: number): string {
  return n === 1 ? "1 scan is" : `${n} scans are`;
}

/** The expected start as a range from now. It never counts below "any moment now". */
export function expectedStart(estimate: Waiting["estimated_start"], nowSeconds: number): string | null {
  if (!estimate) return null;
  const early = Date.parse(estimate.p50) / 1000 - nowSeconds;
  const late = Date.parse(estimate.p90) / 1000 - nowSeconds;
  if (late < 2) return "any moment now";
  if (early < 2) return `within ${formatDuration(late)}`;
  const from = formatDuration(early);
  const to = formatDuration(late);
  return from === to ? from : `${from} – ${to}`;
}

/** Whether the start is told later than it first was, by more than such a range shifts by itself. */
export function movedBack(first: Waiting["estimated_start"], now: Waiting["estimated_start"]): boolean {
  return first !== null && now !== null && Date.parse(now.p90) - Date.parse(first.p90) > 15_000;
}
