import { describe, expect, it } from "vitest";
import { jainIndex } from "./jain-index";
import { percentile } from "./percentile";

describe("measures of a story", () => {
  it("a percentile is a value that came, the last for all of them, 0 for none", () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.5, 0.95, 0.99, 1].map((part) => percentile(values, part))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBe(0);
  });

  it("Jain's index is 1 for equal values and 1/n when one has all", () => {
    expect(jainIndex([3, 3, 3])).toBeCloseTo(1, 9);
    expect(jainIndex([0, 5, 0, 0])).toBeCloseTo(0.25, 9);
    expect(jainIndex([])).toBe(1);
  });
});
