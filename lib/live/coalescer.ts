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
 * Promise: every item is in exactly one batch that succeeds, or gets an error. A batch that throws as a whole is run again
 * item by item, so that one bad item does not fail its neighbours; `run` must therefore change nothing when it throws.
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
        const batch = this.waiting.splice(0, this.options.itemsMax);
        const outcomes = await this.attempt(batch.map(({ item }) => item));
        for (const [index, { settle }] of batch.entries()) {
          settle(outcomes[index] ?? { error: new Error("a batch left an item without an outcome") });
        }
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

  private async attempt(items: readonly Item[]): Promise<Outcome<Answer>[]> {
    try {
      return await this.run(items);
    } catch (error) {
      if (items.length === 1) return [{ error }];
      const outcomes: Outcome<Answer>[] = [];
      for (const item of items) outcomes.push(...(await this.attempt([item])));
      return outcomes;
    }
  }
}

/** One coalescer a pool and purpose. */
export function sharedCoalescer<Owner extends object, Item, Answer>(
  name: string,
  owner: Owner,
  make: () => Coalescer<Item, Answer>,
): Coalescer<Item, Answer> {
  return onePerOwner(`coalescer.${name}`, owner, make);
}
