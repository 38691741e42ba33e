/**
 * Knows when a job's lease has certainly passed, by this machine's monotonic clock alone.
 *
 * Promise: a job is named by `expired` no earlier than its lease could be renewed and no later than the control plane gives it away: each lease is counted
 * from the moment the renewing beat was *sent*, which is before the server's clock started it.
 * Assumption: all times are milliseconds of one monotonic clock; wall clocks of both sides may be wrong.
 */
export class LeaseFence {
  readonly #deadlines = new Map<string, number>();

  /** A late answer to an early beat never shortens a lease that a later beat has renewed. */
  renew(key: string, sentAt: number, leaseSeconds: number): void {
    const deadline = sentAt + leaseSeconds * 1_000;
    this.#deadlines.set(key, Math.max(deadline, this.#deadlines.get(key) ?? deadline));
  }

  release(key: string): void {
    this.#deadlines.delete(key);
  }

  expired(now: number): string[] {
    return [...this.#deadlines].filter(([, deadline]) => deadline <= now).map(([key]) => key);
  }

  nextDeadline(): number | null {
    return this.#deadlines.size === 0 ? null : Math.min(...this.#deadlines.values());
  }
}
