/**
 * A wait that something else can end: how a loop sleeps until its next duty or until there is news.
 *
 * Promise: `wake` ends every wait that is under way; one that nobody was waiting for ends the next wait at once, so that news is never slept through.
 */
export class Wakeup {
  #isRung = false;
  readonly #waiting = new Set<() => void>();

  wake(): void {
    if (this.#waiting.size === 0) this.#isRung = true;
    for (const end of [...this.#waiting]) end();
  }

  /** Resolves after the time or at the next `wake`; without a time, only then. */
  wait(milliseconds?: number): Promise<void> {
    if (this.#isRung) {
      this.#isRung = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      // setTimeout takes at most 2^31 - 1.
      const timer =
        milliseconds === undefined || milliseconds > 2_147_483_647
          ? undefined
          : setTimeout(end, Math.max(0, milliseconds));
      this.#waiting.add(end);
    });
  }
}
