/**
 * How long to wait before trying again: exponential with full jitter, so that a fleet whose server was away does not come back in step.
 *
 * Promise: never below the server's own Retry-After, otherwise uniform in 0..min(cap, base * 2^(failures-1)) with a floor that keeps a dead link from
 * being asked in a tight loop.
 */
export interface BackoffLimits {
  baseSeconds: number;
  capSeconds: number;
}

const floorSeconds = 0.05;

export function backoffSeconds(
  failures: number,
  limits: BackoffLimits,
  random: () => number,
  retryAfterSeconds: number | null = null,
): number {
  const ceiling = Math.min(
    limits.capSeconds,
    limits.baseSeconds * 2 ** Math.min(30, Math.max(0, failures - 1)),
  );
  const jittered = floorSeconds + random() * Math.max(0, ceiling - floorSeconds);
  return retryAfterSeconds === null ? jittered : Math.max(jittered, Math.min(retryAfterSeconds, 300));
}
