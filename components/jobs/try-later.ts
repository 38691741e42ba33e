import type { JobView } from "@/lib/contracts/job";

type Waiting = NonNullable<JobView["waiting"]>;

/**
 * What to do where the scan's turn would come when its time in the queue is over, as the end of a sentence. Null where it
 * would not, or where it waits for something that nobody can say the time of.
 */
export function tryLater(
  { reason, estimated_start, expires_at, pause }: Waiting,
  selectionMode: string,
): string | null {
  if (estimated_start || !expires_at) return null;
  switch (reason) {
    case "tenant_concurrency":
      return "try again later, or cancel others of yours.";
    case "tier_saturated":
      return selectionMode === "tenant_only"
        ? "try again later, or start another agent of your own."
        : "try again later, or ask for another tier or for less.";
    case "paused":
      return pause?.resumes_at ? "try again later." : null;
    default:
      return null;
  }
}
