import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangeAround, startsIn } from "@/lib/domain/queue/start-range";

const LENGTH = 10;

/** What the bisection stands for: each job goes to the slot that is free first. */
function playedThrough(freeIn: readonly number[], ahead: number, runSeconds: number): number {
  const slots = [...freeIn];
  for (let job = 0; job < ahead; job++) {
    slots.sort((a, b) => a - b);
    slots[0] = (slots[0] ?? 0) + runSeconds;
  }
  return Math.min(...slots);
}

describe("when a slot falls to a job", () => {
  it("is at once with a slot that is free and nobody before it, and never without slots", () => {
    expect(startsIn([0, 7], 0, LENGTH)).toBe(0);
    expect(startsIn([0, 7], 1, LENGTH)).toBe(7);
    expect(startsIn([], 0, LENGTH)).toBeNull();
  });

  it("is no later than a short run before it ends, though the next slot comes free later still", () => {
    expect(startsIn([0, 0, 0, 5], 3, 1)).toBeCloseTo(1, 1);
  });

  it("is what playing the jobs before it through gives, however the slots come free", () => {
    const freeIn = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        freeIn,
        fc.nat({ max: 40 }),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        (some, ahead, length) => {
          const sorted = some.toSorted((a, b) => a - b);
          const played = playedThrough(sorted, ahead, length);
          const found = startsIn(sorted, ahead, length) ?? Number.NaN;
          expect(Math.abs(found - played)).toBeLessThanOrEqual(0.011 + played * 0.002);
        },
      ),
    );
  });
});

it("the range holds the expected start, and is the narrower the more runs even out", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.integer({ min: 1, max: 1e4 }),
      (seconds, runs) => {
        const range = rangeAround(seconds, runs);
        const more = rangeAround(seconds, runs * 4);
        expect(range.p50Seconds).toBeLessThanOrEqual(seconds);
        expect(range.p90Seconds).toBeGreaterThanOrEqual(seconds);
        expect(more.p50Seconds).toBeGreaterThanOrEqual(range.p50Seconds);
        expect(more.p90Seconds).toBeLessThanOrEqual(range.p90Seconds);
      },
    ),
  );
});
