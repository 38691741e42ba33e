import { describe, expect, it } from "vitest";
import { formatDuration } from "./format-duration";

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [59.9, "1 m"],
    [35.5, "36 s"],
    [60, "1 m"],
    [130, "2 m 10 s"],
    [3840, "1 h 4 m"],
    [86_400, "1 d"],
    [266_400, "3 d 2 h"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("rounds, with or without a tenth for short times, so that one time reads the same everywhere", () => {
    for (const seconds of [12.5, 35.5, 59.6, 3599.5])
      expect(formatDuration(seconds)).toBe(formatDuration(seconds, true));
  });

  it("keeps one decimal for short precise times and never shows 10.0", () => {
    expect(formatDuration(0.42, true)).toBe("0.4 s");
    expect(formatDuration(9.97, true)).toBe("10 s");
  });

  it("shows a clock that runs backwards, or no number, as zero", () => {
    expect(formatDuration(-5)).toBe("0 s");
    expect(formatDuration(Number.NaN)).toBe("0 s");
  });
});
