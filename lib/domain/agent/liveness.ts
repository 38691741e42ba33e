/**
 * Health is computed from the last beat at the moment of reading, never stored: a stored word could be stale.
 * `pending`: registered, never seen. `online`: at most 30 s silent. `degraded`: 30 to 60 s; gets no new jobs. `offline`: longer, or it left.
 */
export const AGENT_HEALTHS = ["online", "degraded", "offline", "pending"] as const;
export type AgentHealth = (typeof AGENT_HEALTHS)[number];

export const ONLINE_SECONDS = 30;
export const DEGRADED_SECONDS = 60;

export function agentHealth(lastSeenAt: Date | null, reportedOffline: boolean, now: Date): AgentHealth {
  if (lastSeenAt === null) return "pending";
  if (reportedOffline) return "offline";
  const silentSeconds = (now.getTime() - lastSeenAt.getTime()) / 1000;
  if (silentSeconds <= ONLINE_SECONDS) return "online";
  return silentSeconds <= DEGRADED_SECONDS ? "degraded" : "offline";
}

/** Two beats. */
const LATE_SECONDS = 20;
/** A beat that came in time is at most so old when it is read: ten seconds between two, five until it is written. */
const READ_SECONDS_MAX = 15;

/** Whether two beats are overdue, by the clock of whoever looks at a last beat that was read at `readAt`. */
export function isBeatLate(lastSeenAt: Date, readAt: Date, now: Date): boolean {
  const silentSeconds = (at: Date) => (at.getTime() - lastSeenAt.getTime()) / 1000;
  return silentSeconds(readAt) > READ_SECONDS_MAX && silentSeconds(now) > LATE_SECONDS;
}

export const AGENT_STATUSES = ["active", "disabled", "draining", "drained"] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];
