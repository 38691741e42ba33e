import type { ClaimedJob } from "@/lib/contracts/agent-protocol";

/** Agents are not told whose job they have; ours see it at the target, to know how long to work on it. */
export const TARGET_PREFIX = "https://bench.example/";

/** The tenant of a job that was submitted with its tenant's id in the target. */
export function ownerOf({ target }: ClaimedJob): string {
  return target.slice(TARGET_PREFIX.length);
}
