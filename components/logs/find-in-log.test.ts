import { expect, it } from "vitest";
import type { LogLine } from "@/components/logs/log-line";
import { findInLog, nextMatch } from "./find-in-log";

const log: LogLine[] = ["Open port 22", "\u001b[31mOPEN\u001b[0m port 80", "closed", "open"].map((text) => ({
  stream: "stdout",
  receivedAtMs: 0,
  text,
}));

it("finds lines in any case and across colours", () => {
  expect(findInLog(log, "open")).toEqual([0, 1, 3]);
  expect(findInLog(log, "OPEN PORT")).toEqual([0, 1]);
  expect(findInLog(log, "")).toEqual([]);
});

it("goes around the end in both directions", () => {
  const matches = [0, 1, 3];
  expect(nextMatch(matches, null, 1)).toBe(0);
  expect(nextMatch(matches, 1, 1)).toBe(3);
  expect(nextMatch(matches, 3, 1)).toBe(0);
  expect(nextMatch(matches, 0, -1)).toBe(3);
  expect(nextMatch([], 0, 1)).toBeNull();
});
