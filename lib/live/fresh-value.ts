export interface Freshness {
  /** Older than this, it is loaded anew while it still serves. */
  freshMs: number;
  /** Older than this, it does not serve any more. */
  usableMs: number;
}

/**
 * A value that many ask for and that is loaded by one of them.
 *
 * Promise: never two loads at once, but for `forget`; no answer whose load began more than `usableMs` before the call; no caller waits
 * while a usable one is at hand. Failure: a load that throws fails those who wait for it, and the next call loads again.
 */
export class FreshValue<T> {
  private known: { value: T; at: number } | null = null;
  private loading: Promise<T> | null = null;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly freshness: Freshness,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async get(): Promise<T> {
    const age = this.known ? this.now() - this.known.at : Number.POSITIVE_INFINITY;
    if (this.known && age <= this.freshness.freshMs) return this.known.value;
    const next = this.loadOnce();
    if (this.known && age <= this.freshness.usableMs) {
      // Whoever comes when this one has become too old learns of the failure.
      next.catch(() => {});
      return this.known.value;
    }
    return await next;
  }

  /** Whoever asks from now on gets what is loaded from now on; who waits for an earlier load still gets that. */
  forget(): void {
    this.known = null;
    this.loading = null;
  }

  private loadOnce(): Promise<T> {
    if (this.loading) return this.loading;
    const at = this.now();
    const loading = this.load()
      .then((value) => {
        if (this.loading === loading) this.known = { value, at };
        return value;
      })
      .finally(() => {
        if (this.loading === loading) this.loading = null;
      });
    this.loading = loading;
    return loading;
  }
}
