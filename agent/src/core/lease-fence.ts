/**
 * Knows when a job's lease has certainly passed, by this machine's monotonic clock alone.
 *
 * Promise: a job is named by `expired` no earlier than its lease could be renewed and no later than the control plane gives it away: each lease is counted
 * from the moment the renewing beat was *sent*, which is before the server's clock started it.
 * Assumption: all times are milliseconds of one monotonic clock; wall clocks of both sides may be wrong.
 */
export class LeaseFence {
  readonly #leases = new Map<string, { sentAt: number; deadline: number }>();

  /** A late answer to an early beat changes nothing about a lease that a later beat has renewed. */
  renew(key: string, sentAt: number, leaseSeconds: number): void {
    const current = this.#leases.get(key);
    if (current !== undefined && current.sentAt > sentAt) return;
    this.#leases.set(key, { sentAt, deadline: sentAt + leaseSeconds * 1_000 });
  }

  release(key: string): void {
    this.#leases.delete(key);
  }

  expired(now: number): string[] {
    return [...this.#leases].filter(([, { deadline }]) => deadline <= now).map(([key]) => key);
  }

  nextDeadline(): number | null {
    const deadlines = [...this.#leases.values()].map(({ deadline }) => deadline);
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  }
}
