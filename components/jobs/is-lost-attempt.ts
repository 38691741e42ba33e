import type { AttemptView } from "@/lib/contracts/job";

/** Whether its agent was lost. The last attempt of a job that was given up for that carries the job's end instead. */
export function isLostAttempt({ outcome, reason }: Pick<AttemptView, "outcome" | "reason">): boolean {
  return outcome === "lost" || reason === "agent_lost" || reason === "poisoned";
}
