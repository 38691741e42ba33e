import { formatDuration } from "@/components/ui/format-duration";
import type { JobView } from "@/lib/contracts/job";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { WaitingReason } from "@/lib/domain/job/waiting";

type Waiting = NonNullable<JobView["waiting"]>;

/** What has to happen before the scan starts, after the server's own sentence on why it waits. */
export function whatMustHappen(waiting: Waiting, selectionMode: SelectionMode): string {
  switch (waiting.reason) {
    case "tenant_concurrency":
      return waiting.tenant_position <= 1
        ? "Starts when one of yours ends."
        : "Starts when enough of yours have ended.";
    case "tier_saturated":
      return waiting.position <= 1
        ? "Starts as soon as a slot is free."
        : `${scans(waiting.position - 1)} before it in fair order.`;
    case "no_matching_agent":
      return selectionMode === "tenant_only"
        ? "It stays in the queue and starts when such an agent joins."
        : "It stays in the queue and starts when such an agent joins. You can also cancel it and ask for less.";
    case "agents_offline":
      return selectionMode === "tenant_only"
        ? "Starts when one of them is back. Start it on its host; Agents shows when it was last seen."
        : "Starts when one of them is back. Your provider sees this, too.";
    case "paused":
      return waiting.position <= 1
        ? "Starts when the pause ends. Nothing is needed from you."
        : `${scans(waiting.position - 1)} before it in fair order when the pause ends.`;
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

export interface ShownEstimate {
  reason: WaitingReason;
  p90: string;
}

/** A later end of the range than was shown before, under the same reason, needs a word; small shifts do not. */
export function movedBack(before: ShownEstimate | null, now: Waiting): boolean {
  if (!before || !now.estimated_start || before.reason !== now.reason) return false;
  const shiftSeconds = (Date.parse(now.estimated_start.p90) - Date.parse(before.p90)) / 1000;
  return shiftSeconds > 15;
}
