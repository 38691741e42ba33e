import { describe, expect, it } from "vitest";
import { formatRelative } from "./format-relative";

describe("formatRelative", () => {
  it("calls anything within two seconds now, on both sides", () => {
    expect(formatRelative(1000, 1002)).toBe("now");
    expect(formatRelative(1002, 1000)).toBe("now");
  });

  it("uses the largest unit that fits and never rounds up to the next", () => {
    expect(formatRelative(0, 59)).toMatch(/^59\s?s/);
    expect(formatRelative(0, 119)).toMatch(/^1\s?m/);
    expect(formatRelative(0, 3 * 3600 + 3599)).toMatch(/^3\s?h/);
  });

  it("spells a length of time as durations do", () => {
    expect(formatRelative(0, 240)).toBe("4 m ago");
    expect(formatRelative(240, 0)).toBe("in 4 m");
    expect(formatRelative(0, 3 * 86_400)).toBe("3 d ago");
    expect(formatRelative(0, 86_400)).toBe("yesterday");
  });

  it("speaks of the future too", () => {
    expect(formatRelative(7200, 0)).toMatch(/^in 2\s?h/);
  });
});
