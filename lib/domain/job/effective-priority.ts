/** Minutes of waiting that can count at most. Above the distance between two neighbouring plans, so nobody starves. */
export const AGING_MINUTES_MAX = 75;

/** `priority_base` plus one for each full minute waited, up to 75. Shown on the job and honoured by the claim. */
export function effectivePriority(priorityBase: number, waitedSeconds: number): number {
  const minutes = Math.floor(Math.max(0, waitedSeconds) / 60);
  return priorityBase + Math.min(minutes, AGING_MINUTES_MAX);
}
