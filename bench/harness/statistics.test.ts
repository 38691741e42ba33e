import { describe, expect, it } from "vitest";
import { median, percentile } from "./statistics";

describe("statistics of a benchmark", () => {
  it("take the middle by size, not by place or by text", () => {
    expect(median([100, 9, 20])).toBe(20);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it("take the nearest rank as percentile", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 95)).toBe(95);
    expect(percentile(values, 100)).toBe(100);
    expect(percentile([7], 95)).toBe(7);
  });

  it("refuse to make a figure of nothing", () => {
    expect(() => median([])).toThrow("Nothing was measured");
    expect(() => percentile([], 95)).toThrow("Nothing was measured");
  });
});
