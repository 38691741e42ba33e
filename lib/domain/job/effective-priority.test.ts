import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGING_MINUTES_MAX, effectivePriority } from "@/lib/domain/job/effective-priority";

describe("the effective priority", () => {
  it("grows by one for each full minute, up to 75", () => {
    expect(effectivePriority(25, 0)).toBe(25);
    expect(effectivePriority(25, 59.9)).toBe(25);
    expect(effectivePriority(25, 60)).toBe(26);
    expect(effectivePriority(25, 75 * 60)).toBe(100);
    expect(effectivePriority(25, 1e9)).toBe(100);
  });

  it("lets a Free job of 76 minutes stand level with an Enterprise job of now", () => {
    expect(effectivePriority(25, 76 * 60)).toBe(effectivePriority(100, 0));
  });

  it("never falls with time, never leaves its bounds, and takes a clock that went back", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000 }),
        fc.double({ min: -1e6, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (base, waited, more) => {
          const now = effectivePriority(base, waited);
          expect(now).toBeGreaterThanOrEqual(base);
          expect(now).toBeLessThanOrEqual(base + AGING_MINUTES_MAX);
          expect(effectivePriority(base, waited + more)).toBeGreaterThanOrEqual(now);
        },
      ),
    );
  });
});
