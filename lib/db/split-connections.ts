export const POOL_USES = ["queue", "beats", "console"] as const;

/**
 * What a connection is for. `beats`: agents' signs of life and the look at their keys, which must come through when all
 * others are taken, or jobs that run would be taken for lost. `console`: reads of people and of their programs, which may
 * be heavy and must not take the queue's. `queue`: all the rest.
 */
export type PoolUse = (typeof POOL_USES)[number];

/** Below this a use would have none, or maintenance, which takes two at a time, would be alone. */
export const CONNECTIONS_MIN = 5;

const CONSOLE_MAX = 10;
/** Of so many connections on beats have two, so that one that is slow does not hold up the look at the keys. */
const TWO_BEATS_FROM = 10;

/** Shares out a process's connections: a fifth for the console, one or two for beats, the rest for the queue. */
export function splitConnections(max: number): Record<PoolUse, number> {
  const beats = max < TWO_BEATS_FROM ? 1 : 2;
  const console = Math.min(CONSOLE_MAX, Math.max(1, Math.floor(max / 5)));
  return { queue: max - beats - console, beats, console };
}
