import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "@/lib/domain/queue/heap";

const contents = fc.array(fc.record({ rank: fc.nat({ max: 20 }) }), { maxLength: 40 });

test("whatever is in it comes out in order, also what is set back on the way", () => {
  fc.assert(
    fc.property(contents, fc.nat({ max: 5 }), (items, delay) => {
      const heap = new Heap(
        items.map((item) => ({ ...item, isDelayed: delay === 0 })),
        (a, b) => a.rank < b.rank,
      );
      const out: number[] = [];
      for (let first = heap.first; first !== null; first = heap.first) {
        if (first.isDelayed) {
          out.push(first.rank);
          heap.removeFirst();
        } else {
          first.rank += delay;
          first.isDelayed = true;
          heap.reorderFirst();
        }
      }
      expect(out).toEqual(items.map((item) => item.rank + delay).sort((a, b) => a - b));
    }),
  );
});
