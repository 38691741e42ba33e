/**
 * Seconds to wait before a job whose agent was lost may be claimed again. The first repetition is at once, because
 * the fault is most likely the agent's; later ones back off, because the job may be what kills agents.
 */
export function retryBackoffSeconds(nextAttempt: number): number {
  if (nextAttempt <= 2) return 0;
  return Math.min(120, 15 * 2 ** (nextAttempt - 3));
}
