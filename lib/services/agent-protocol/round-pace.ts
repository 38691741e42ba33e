/** While nothing waits that anybody there could take, new claims are looked at together, at most so often; a wake looks at all of them at once. */
const QUIET_MS = 500;
/** A claim that waits no longer than this is never held back for others. */
const SHORT_WAIT_MS = 1_000;

/**
 * When the dispatcher has to look again because of claims that have come: at once, unless the last round found nothing to
 * do for anybody. Then those that wait long anyway are gathered, so that an idle fleet's polls share their rounds.
 */
export class RoundPace {
  private startedAt = 0;
  private quietUntil = 0;
  /** Of the claims that came since the last round began. */
  private hasShort = false;
  private hasPatient = false;
  private endRest = () => {};
  private timer: NodeJS.Timeout | undefined;

  /** Call right before the claims of the round are listed. */
  beginRound(): void {
    this.startedAt = performance.now();
    this.quietUntil = 0;
    this.hasShort = false;
    this.hasPatient = false;
  }

  noteQuiet(): void {
    this.quietUntil = this.startedAt + QUIET_MS;
  }

  /** There may be something for whoever comes next, though for nobody who waits. */
  noteNews(): void {
    this.quietUntil = 0;
    if (this.hasPatient) this.awaitQuietEnd();
  }

  noteNew(waitMs: number): void {
    if (waitMs <= SHORT_WAIT_MS) {
      this.hasShort = true;
      this.endRest();
    } else if (!this.hasPatient) {
      this.hasPatient = true;
      this.awaitQuietEnd();
    }
  }

  /** Until `woken`, or until a round is due. Meanwhile `check` is called every `checkMs`; the rest is over when it says so. */
  async rest(woken: Promise<void>, checkMs: number, check: () => boolean): Promise<void> {
    const due = new Promise<void>((resolve) => {
      this.endRest = resolve;
    });
    const checking = setInterval(() => {
      if (check()) this.endRest();
    }, checkMs).unref();
    if (this.hasShort) this.endRest();
    else if (this.hasPatient) this.awaitQuietEnd();
    await Promise.race([woken, due]);
    clearInterval(checking);
    clearTimeout(this.timer);
    this.endRest = () => {};
  }

  private awaitQuietEnd(): void {
    clearTimeout(this.timer);
    const quietMs = Math.max(0, Math.ceil(this.quietUntil - performance.now()));
    this.timer = setTimeout(() => this.endRest(), quietMs).unref();
  }
}
