import fc from "fast-check";
import { expect, test } from "vitest";
import { formatEventPosition, parseEventPosition } from "@/lib/domain/event-position";

test("a position survives being written and read", () => {
  const positions = fc.record({
    xactId: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
    id: fc.integer({ min: 0 }),
  });
  fc.assert(
    fc.property(positions, (position) => {
      expect(parseEventPosition(formatEventPosition(position))).toEqual(position);
    }),
  );
});

test.each([null, "", "1", "-1", "a-b", "1-2-3", "1- 2", "99999999999999999999-1"])(
  "%j is no position",
  (text) => {
    expect(parseEventPosition(text)).toBeNull();
  },
);
