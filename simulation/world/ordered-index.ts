/** Where an item stands in the one index that may hold it. */
export interface Indexed {
  indexAt: number | null;
}

/**
 * Items in an order that may change, like an index of the database: adding, moving and removing take logarithmic time,
 * and the first few are found without looking at the rest.
 */
export class OrderedIndex<T extends Indexed> {
  readonly #items: T[] = [];

  constructor(private readonly goesFirst: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.#items.length;
  }

  get first(): T | null {
    return this.#items[0] ?? null;
  }

  /** Adds the item, or finds its place anew when what orders it has changed. */
  put(item: T): void {
    const place = item.indexAt ?? this.#items.push(item) - 1;
    this.#sink(item, this.#rise(item, place));
  }

  remove(item: T): void {
    const place = item.indexAt;
    if (place === null) return;
    item.indexAt = null;
    const last = this.#items.pop();
    if (last !== undefined && last !== item) this.#sink(last, this.#rise(last, place));
  }

  /** In order. */
  firstFew(count: number): T[] {
    const [first] = this.#items;
    if (count <= 1 || first === undefined) return count < 1 || first === undefined ? [] : [first];
    const found: T[] = [];
    const open = [0];
    while (found.length < count) {
      const place = this.#takeFirst(open);
      const item = place === null ? undefined : this.#items[place];
      if (place === null || item === undefined) break;
      found.push(item);
      for (const child of [2 * place + 1, 2 * place + 2]) if (child < this.#items.length) open.push(child);
    }
    return found;
  }

  #takeFirst(open: number[]): number | null {
    let best = 0;
    for (let i = 1; i < open.length; i++) {
      const [a, b] = [this.#items[open[i] ?? 0], this.#items[open[best] ?? 0]];
      if (a !== undefined && b !== undefined && this.goesFirst(a, b)) best = i;
    }
    return open.splice(best, 1)[0] ?? null;
  }

  #rise(item: T, from: number): number {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#items[above];
      if (parent === undefined || !this.goesFirst(item, parent)) break;
      this.#set(parent, at);
      at = above;
    }
    this.#set(item, at);
    return at;
  }

  #sink(item: T, from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = this.#items[left + 1];
      let child = this.#items[left];
      if (child === undefined) break;
      let next = left;
      if (right !== undefined && this.goesFirst(right, child)) [child, next] = [right, left + 1];
      if (!this.goesFirst(child, item)) break;
      this.#set(child, at);
      at = next;
    }
    this.#set(item, at);
  }

  #set(item: T, place: number): void {
    this.#items[place] = item;
    item.indexAt = place;
  }
}
