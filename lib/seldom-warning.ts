import type { Log } from "@/lib/log";

const EVERY_MS = 60_000;

/**
 * Tells of a failure that is borne, and that would else show only in what it costs: at most once a minute, as what fails
 * for good fails at every try. Of the error its message alone, which names no values.
 */
export class SeldomWarning {
  private toldAt = Number.NEGATIVE_INFINITY;
  private times = 0;

  constructor(
    private readonly text: string,
    private readonly log: Pick<Log, "warn">,
  ) {}

  tell(error: unknown): void {
    this.times += 1;
    if (performance.now() - this.toldAt < EVERY_MS) return;
    this.log.warn(
      { reason: error instanceof Error ? error.message : "unknown", times: this.times },
      this.text,
    );
    this.toldAt = performance.now();
    this.times = 0;
  }
}
