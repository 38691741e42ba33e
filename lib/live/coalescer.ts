import { onePerOwner } from "@/lib/live/one-per-owner";

/** What became of one item of a batch. */
export type Outcome<Answer> = { answer: Answer } | { error: unknown };

interface Waiting<Item, Answer> {
  item: Item;
  settle: (outcome: Outcome<Answer>) => void;
}

/**
 * Lets calls that arrive together share one piece of work, as a group commit does: while a batch is under way, what
 * comes waits and makes the next one. Alone, a call goes at once.
 *
 * Promise: every item is in exactly one batch that succeeds, or gets an error. A batch that fails for a value
 * that the database refuses is run again item by item, so that one bad item does not fail its neighbours. Any other error
 * (no connection, a time-out, a commit whose outcome is unknown) is everybody's at once: whoever asks again knows how.
 * `lingerMs` holds a batch back after the one before it, for calls whose number matters more than their speed.
 */
export class Coalescer<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private running = false;
  private lastStartedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly run: (items: readonly Item[]) => Promise<Outcome<Answer>[]>,
    private readonly options: { itemsMax: number; lingerMs?: number },
  ) {}

  async submit(item: Item): Promise<Answer> {
    const outcome = await new Promise<Outcome<Answer>>((settle) => {
      this.waiting.push({ item, settle });
      void this.drain();
    });
    if ("error" in outcome) throw outcome.error;
    return outcome.answer;
  }

  private async drain(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (this.waiting.length > 0) {
        await this.gather();
        await this.serve(this.waiting.splice(0, this.options.itemsMax));
      }
    } finally {
      this.running = false;
    }
  }

  /** What is sent in one turn of the event loop belongs together. */
  private async gather(): Promise<void> {
    const restMs = this.lastStartedAt + (this.options.lingerMs ?? 0) - performance.now();
    if (restMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, restMs).unref());
    else await new Promise<void>((resolve) => setImmediate(resolve));
    this.lastStartedAt = performance.now();
  }

  private async serve(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const outcomes = await this.run(batch.map(({ item }) => item));
      for (const [index, { settle }] of batch.entries()) {
        settle(outcomes[index] ?? { error: new Error("a batch left an item without an outcome") });
      }
    } catch (error) {
      if (batch.length > 1 && isOfAnItem(error)) for (const one of batch) await this.serve([one]);
      else for (const { settle } of batch) settle({ error });
    }
  }
}

/** A value that the database refuses, SQLSTATE classes 22 and 23: one item's fault, and sure to have been rolled back. */
function isOfAnItem(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^2[23]...$/.test(error.code)
  );
}

/** One coalescer a pool and purpose. */
export function sharedCoalescer<Owner extends object, Item, Answer>(
  name: string,
  owner: Owner,
  make: () => Coalescer<Item, Answer>,
): Coalescer<Item, Answer> {
  return onePerOwner(`coalescer.${name}`, owner, make);
}
