import { AppError } from "@/lib/domain/errors";

export interface GateSize {
  /** The limit's name in the refusal. */
  limit: string;
  /** How many of one key may be inside together. */
  atOnceMax: number;
  /** How many more of one key may wait for a place; the rest is refused. */
  waitingMax: number;
  retryAfterSeconds: number;
}

interface Place {
  inside: number;
  waiting: (() => void)[];
}

/**
 * Bounds what one caller (a tenant, a credential) holds in this process at a time, so that nobody takes the memory or
 * the database connections of the others.
 *
 * Promise: never more than `atOnceMax` of a key inside; who waits gets in by order of arrival; beyond `waitingMax` the
 * refusal is `rate_limited`, at once and without I/O. A key that nobody uses takes no memory.
 */
export class KeyedGate {
  private readonly places = new Map<string, Place>();

  constructor(private readonly size: GateSize) {}

  /** Answers how to leave again; leaving twice is leaving once. */
  async enter(key: string): Promise<() => void> {
    const place = this.places.get(key) ?? { inside: 0, waiting: [] };
    if (place.inside < this.size.atOnceMax) {
      place.inside++;
      this.places.set(key, place);
    } else if (place.waiting.length < this.size.waitingMax) {
      await new Promise<void>((resolve) => place.waiting.push(resolve));
    } else throw this.refusal();
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.free(key, place);
    };
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(key);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** The place goes straight to the next in line, so that nobody who comes later can take it. */
  private free(key: string, place: Place): void {
    const next = place.waiting.shift();
    if (next) next();
    else if (--place.inside === 0) this.places.delete(key);
  }

  private refusal(): AppError {
    const { limit, atOnceMax, waitingMax, retryAfterSeconds } = this.size;
    const max = atOnceMax + waitingMax;
    return new AppError("rate_limited", `At most ${max} of these may be open at a time. Try again shortly.`, {
      retryAfterSeconds,
      members: { limit, max },
    });
  }
}
