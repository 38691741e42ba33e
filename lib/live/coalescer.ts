import { isValueRefused } from "@/lib/domain/database-errors";
import { AppError } from "@/lib/domain/errors";
import { onePerOwner } from "@/lib/live/one-per-owner";

/** What became of one item of a batch. */
export type Outcome<Answer> = { answer: Answer } | { error: unknown };

/** More than that many full batches nobody waits for: what comes on top would be answered too late, and cost the memory of all. */
const BATCHES_WAITING_MAX = 20;

/** Who has waited so long for a batch that then fails fails with it: the next would let it wait as long again. */
const PATIENCE_MS = 1_000;

interface Waiting<Item, Answer> {
  item: Item;
  since: number;
  settle: (outcome: Outcome<Answer>) => void;
}

export interface CoalescerOptions<Item> {
  itemsMax: number;
  lingerMs?: number;
  /** When a second batch may go beside the first, which otherwise is waited for. */
  beside?: {
    /** So many items must wait: below that, two small batches would do the work of one. */
    itemsMin: number;
    /** Items of one key are never in two batches at a time. */
    keyOf: (item: Item) => string;
  };
}

/**
 * Lets calls that arrive together share one piece of work, as a group commit does: while a batch is under way, what
 * comes waits and makes the next one. Alone, a call goes at once.
 *
 * Promise: every item is in exactly one batch that succeeds, or gets an error. A batch that fails for a value
 * that the database refuses is run again item by item, so that one bad item does not fail its neighbours. Any other error
 * (no connection, a time-out, a commit whose outcome is unknown) is everybody's at once, and theirs who have waited for
 * a second meanwhile: whoever asks again knows how, and nobody waits for one failure after the other.
 * Beyond twenty full batches that wait, whoever comes is refused with `service_unavailable`, at once and without I/O.
 * `lingerMs` holds a batch back after the one before it, for calls whose number matters more than their speed.
 * With `beside` a second batch goes while the first is under way, so that the database works on one while this process
 * prepares the other, but only when enough wait for that.
 */
export class Coalescer<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private batches = 0;
  /** Of the items under way; only with `beside`. */
  private readonly keys = new Set<string>();
  private isGathering = false;
  private lastStartedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly run: (items: readonly Item[]) => Promise<Outcome<Answer>[]>,
    private readonly options: CoalescerOptions<Item>,
  ) {}

  async submit(item: Item): Promise<Answer> {
    if (this.waiting.length >= this.options.itemsMax * BATCHES_WAITING_MAX) throw overloaded();
    const outcome = await new Promise<Outcome<Answer>>((settle) => {
      this.waiting.push({ item, since: performance.now(), settle });
      void this.drain();
    });
    if ("error" in outcome) throw outcome.error;
    return outcome.answer;
  }

  private async drain(): Promise<void> {
    if (this.isGathering) return;
    this.isGathering = true;
    while (this.mayStart()) {
      await this.gather();
      if (this.mayStart()) void this.start(this.take());
    }
    this.isGathering = false;
  }

  private mayStart(): boolean {
    if (this.batches === 0) return this.waiting.length > 0;
    const { beside } = this.options;
    if (!beside || this.batches > 1 || this.waiting.length < beside.itemsMin) return false;
    let free = 0;
    return this.waiting.some(({ item }) => !this.keys.has(beside.keyOf(item)) && ++free >= beside.itemsMin);
  }

  /** Those that have waited longest, and nobody whose key is under way. */
  private take(): Waiting<Item, Answer>[] {
    const { itemsMax, beside } = this.options;
    if (this.batches === 0) return this.waiting.splice(0, itemsMax);
    const isFree = ({ item }: Waiting<Item, Answer>) => !beside || !this.keys.has(beside.keyOf(item));
    const taken = new Set(this.waiting.filter(isFree).slice(0, itemsMax));
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((one) => !taken.has(one)));
    return [...taken];
  }

  private async start(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    const { beside } = this.options;
    const keys = beside ? batch.map(({ item }) => beside.keyOf(item)) : [];
    for (const key of keys) this.keys.add(key);
    this.batches += 1;
    await this.serve(batch);
    this.batches -= 1;
    for (const key of keys) this.keys.delete(key);
    void this.drain();
  }

  /** What is sent in one turn of the event loop belongs together. */
  private async gather(): Promise<void> {
    const restMs = this.lastStartedAt + (this.options.lingerMs ?? 0) - performance.now();
    if (restMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, restMs).unref());
    else await new Promise<void>((resolve) => setImmediate(resolve));
    this.lastStartedAt = performance.now();
  }

  private takeImpatient(): Waiting<Item, Answer>[] {
    const newest = performance.now() - PATIENCE_MS;
    const patient = this.waiting.findIndex(({ since }) => since > newest);
    return this.waiting.splice(0, patient < 0 ? this.waiting.length : patient);
  }

  private async serve(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const outcomes = await this.run(batch.map(({ item }) => item));
      for (const [index, { settle }] of batch.entries()) {
        settle(outcomes[index] ?? { error: new Error("a batch left an item without an outcome") });
      }
    } catch (error) {
      const isShared = !isValueRefused(error);
      if (batch.length > 1 && !isShared) for (const one of batch) await this.serve([one]);
      else for (const { settle } of [...batch, ...(isShared ? this.takeImpatient() : [])]) settle({ error });
    }
  }
}

function overloaded(): AppError {
  const detail = "More requests wait than can be answered soon. Try again shortly.";
  return new AppError("service_unavailable", detail, { retryAfterSeconds: 2 });
}

/** One coalescer a pool and purpose. */
export function sharedCoalescer<Owner extends object, Item, Answer>(
  name: string,
  owner: Owner,
  make: () => Coalescer<Item, Answer>,
): Coalescer<Item, Answer> {
  return onePerOwner(`coalescer.${name}`, owner, make);
}
