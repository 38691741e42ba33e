/** A binary heap: the item that goes first is known at once, and found anew in logarithmic time. */
export class Heap<T> {
  readonly #items: T[];

  constructor(
    items: readonly T[],
    private readonly goesFirst: (a: T, b: T) => boolean,
  ) {
    this.#items = [...items];
    for (let i = Math.floor(this.#items.length / 2) - 1; i >= 0; i--) this.#sink(i);
  }

  get first(): T | null {
    return this.#items[0] ?? null;
  }

  /** Call when the first item has changed so that it may have to stand further back. */
  reorderFirst(): void {
    this.#sink(0);
  }

  removeFirst(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    this.#sink(0);
  }

  #sink(from: number): void {
    const moving = this.#items[from];
    if (moving === undefined) return;
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = this.#items[left + 1];
      let child = this.#items[left];
      if (child === undefined) break;
      let next = left;
      if (right !== undefined && this.goesFirst(right, child)) [child, next] = [right, left + 1];
      if (!this.goesFirst(child, moving)) break;
      this.#items[at] = child;
      at = next;
    }
    this.#items[at] = moving;
  }
}
