import type { JobView } from "@/lib/contracts/job";

type Waiting = NonNullable<JobView["waiting"]>;

/**
 * What to do where the scan's turn would come when its time in the queue is over, as the end of a sentence; null where it
 * would not.
 */
export function tryLater(waiting: Waiting, selectionMode: string): string | null {
  if (!waiting.is_too_late) return null;
  if (waiting.reason === "tenant_concurrency") return "try again later, or cancel others of yours.";
  if (waiting.reason === "tier_saturated" && selectionMode === "tenant_only")
    return "try again later, or start another agent of your own.";
  return "try again later.";
}
