import fc from "fast-check";
import { expect, it } from "vitest";
import { type Indexed, OrderedIndex } from "./ordered-index";

interface Item extends Indexed {
  id: number;
  key: number;
}

it("whatever is added, moved and removed: the first few are those of a sorted list", () => {
  const change = fc.record({
    item: fc.nat({ max: 20 }),
    key: fc.nat({ max: 9 }),
    isRemoval: fc.boolean(),
    count: fc.nat({ max: 25 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const items = Array.from({ length: 21 }, (_, id): Item => ({ id, key: 0, indexAt: null }));
      const index = new OrderedIndex<Item>((a, b) => (a.key === b.key ? a.id < b.id : a.key < b.key));
      const listed = new Set<Item>();
      for (const { item: number, key, isRemoval, count } of changes) {
        const item = items[number];
        if (!item) continue;
        if (isRemoval) {
          index.remove(item);
          listed.delete(item);
        } else {
          item.key = key;
          index.put(item);
          listed.add(item);
        }
        const sorted = [...listed].sort((a, b) => a.key - b.key || a.id - b.id);
        expect(index.firstFew(count)).toEqual(sorted.slice(0, count));
        expect(index.first).toBe(sorted[0] ?? null);
        expect(index.size).toBe(sorted.length);
      }
    }),
    { numRuns: 200 },
  );
});
