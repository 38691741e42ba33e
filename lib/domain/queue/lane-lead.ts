/** How far the virtual time of a lane can be ahead of another one's that is served by the same agents. */
export const LANE_LEAD_MAX = 60;

/** How far a waiting lane is ahead of one that is being served. A long job that was charged at once is no lead. */
export function leadOf(
  waiting: { virtualTime: number; firstPass: number },
  servedVirtualTime: number,
): number {
  return Math.min(waiting.virtualTime, waiting.firstPass) - servedVirtualTime;
}

/**
 * By how much the waiting lanes that are ahead are brought back when an agent that serves them too takes a job of a lane
 * behind them. Lanes have agents of their own as well, so some may be far ahead when they meet: after the loss of their
 * better tier, say, or where one was not used for long. They keep a little of their lead, so that agents go to those that
 * have had less, but do not stand behind for what is long past. All by the same, as they may be each other's rivals.
 */
export function leadToDrop(leads: readonly number[]): number {
  const ahead = leads.filter((lead) => lead > 0);
  return ahead.length === 0 ? 0 : Math.max(0, Math.min(...ahead) - LANE_LEAD_MAX);
}

/**
 * By how much the virtual time of a lane in which nobody waited moves on when somebody comes, given the leads over it of
 * the waiting lanes that share agents with it: to the hindmost of them. So a lane banks no credit from idleness, and what
 * a tenant owes in it is forgotten as time goes by elsewhere.
 */
export function lagToDrop(leads: readonly number[]): number {
  return leads.length === 0 ? 0 : Math.max(0, Math.min(...leads));
}
