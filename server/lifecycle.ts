/**
 * What has been started and how it ends. Everything that starts registers its end at once; the ends run in reverse
 * order, once, whoever asks and however often.
 *
 * Promise: from `stopOnSignals` on, SIGINT, SIGTERM and SIGHUP end the program in order, also while it is still
 * starting; a second signal ends it at once. Something that finishes starting after the end is ended as well.
 */
export class Lifecycle {
  private readonly ends: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | null = null;

  onStop(end: () => Promise<void>): void {
    this.ends.push(end);
    if (this.stopping) this.stopping = this.stopping.then(() => this.drain());
  }

  stop(): Promise<void> {
    this.stopping ??= this.drain();
    return this.stopping;
  }

  /** Stops and exits; with code 1 if something could not be ended. */
  async exit(exitCode: number): Promise<never> {
    try {
      await this.stop();
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
    process.exit(exitCode);
  }

  stopOnSignals(exitCode: number): void {
    let isSecond = false;
    const handle = () => {
      if (isSecond) process.exit(1);
      isSecond = true;
      void this.exit(exitCode);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, handle);
  }

  private async drain(): Promise<void> {
    for (let end = this.ends.pop(); end; end = this.ends.pop()) await end();
  }
}
