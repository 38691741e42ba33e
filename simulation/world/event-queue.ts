import { type Indexed, OrderedIndex } from "./ordered-index";

export interface Event extends Indexed {
  at: number;
  number: number;
  happen: () => void;
}

/** The fake clock: what is to happen, in order of time and, at one time, in the order in which it was planned. */
export class EventQueue {
  now = 0;
  #planned = 0;
  readonly #events = new OrderedIndex<Event>((a, b) => (a.at === b.at ? a.number < b.number : a.at < b.at));

  plan(at: number, happen: () => void): Event {
    const event: Event = { at: Math.max(at, this.now), number: this.#planned++, happen, indexAt: null };
    this.#events.put(event);
    return event;
  }

  /** It will not happen; nothing to do when it has. */
  cancel(event: Event): void {
    this.#events.remove(event);
  }

  /** Lets everything happen up to `until`, or until somebody wants to stop. */
  run(until: number, isOver: () => boolean): void {
    for (let next = this.#events.first; next !== null && !isOver(); next = this.#events.first) {
      if (next.at > until) break;
      this.#events.remove(next);
      this.now = next.at;
      next.happen();
    }
    if (!isOver() && until < Number.MAX_SAFE_INTEGER) this.now = Math.max(this.now, until);
  }
}
