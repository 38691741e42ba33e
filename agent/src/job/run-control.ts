/**
 * Ends one run, from whichever side the wish comes.
 *
 * Promise: the first reason decides what is reported, except that `abandoned` outranks an order or a limit, because an unfinished run is given back as such,
 * and `lost` outranks all, because then nothing may be reported at all.
 * After the grace every process group of the run gets KILL, also when the scanner that started it does not react to its signal.
 */
import { endProcessGroup } from "../runner/process-group";

/**
 * `cancelled`: by order. `timed_out`: by the run's limit. `lost`: the lease is another's or has passed. `abandoned`: the agent itself is made to stop; the
 * job is given back and runs again elsewhere.
 */
export type EndReason = "cancelled" | "timed_out" | "lost" | "abandoned";

const rank: Record<EndReason, number> = { cancelled: 1, timed_out: 1, abandoned: 2, lost: 3 };

export class RunControl {
  readonly #controller = new AbortController();
  readonly #processGroups = new Set<number>();
  readonly #killTimers = new Set<NodeJS.Timeout>();
  #reason: EndReason | null = null;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): EndReason | null {
    return this.#reason;
  }

  /** True when the control plane must not hear of this run any more. */
  get isSilent(): boolean {
    return this.#reason === "lost";
  }

  end(reason: EndReason, graceSeconds: number): void {
    if (this.#reason === null || rank[reason] > rank[this.#reason]) this.#reason = reason;
    this.#controller.abort();
    const timer = setTimeout(() => {
      this.#killTimers.delete(timer);
      for (const group of this.#processGroups) void endProcessGroup(group, null, 0);
    }, graceSeconds * 1_000);
    this.#killTimers.add(timer);
  }

  noteProcessGroup(processGroupId: number): void {
    this.#processGroups.add(processGroupId);
  }

  /** The kernel may give the number away again, so it is forgotten as soon as the group has ended. */
  forgetProcessGroup(processGroupId: number): void {
    this.#processGroups.delete(processGroupId);
  }

  /** For the agent's own last moment, in which nothing can be awaited. */
  killNow(): void {
    for (const group of this.#processGroups) {
      try {
        process.kill(-group, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  }

  release(): void {
    for (const timer of this.#killTimers) clearTimeout(timer);
    this.#killTimers.clear();
  }
}
