export interface RestartLimits {
  /** After so many ends within the window there is no other start. */
  endsMax: number;
  windowMs: number;
  waitMsMin: number;
  waitMsMax: number;
}

/**
 * How long to wait before a process that has ended is started again: longer each time that it ends within the window.
 * Null when it has ended too often: something is wrong that another start does not mend.
 */
export class RestartPolicy {
  private readonly endedAt: number[] = [];

  constructor(private readonly limits: RestartLimits) {}

  noteEnd(nowMs: number): number | null {
    const { endsMax, windowMs, waitMsMin, waitMsMax } = this.limits;
    this.endedAt.push(nowMs);
    while ((this.endedAt[0] ?? nowMs) <= nowMs - windowMs) this.endedAt.shift();
    const ends = this.endedAt.length;
    return ends >= endsMax ? null : Math.min(waitMsMax, waitMsMin * 2 ** (ends - 1));
  }
}
