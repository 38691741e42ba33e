import type { QueueFaults } from "@/lib/contracts/queue-repair";

/** How many faults a repair mended, and how many it found and left: what failed, and what is beyond its limit. */
export function repairedSums(checks: readonly Pick<QueueFaults["checks"][number], "found" | "repaired">[]) {
  const repaired = checks.reduce((sum, check) => sum + check.repaired, 0);
  return { repaired, left: checks.reduce((sum, check) => sum + check.found, 0) - repaired };
}
