import { expect, it } from "vitest";
import { createRecentKeys } from "./recent-keys";

it("covers every query below a key that was stale a moment ago, and no other", () => {
  const recent = createRecentKeys(() => 0);
  recent.add([["getJob", "a"]]);
  expect(recent.covers(["getJob", "a", "1"])).toBe(true);
  expect(recent.covers(["getJob", "a"])).toBe(true);
  expect(recent.covers(["getJob"])).toBe(false);
  expect(recent.covers(["getJob", "b", "1"])).toBe(false);
  expect(recent.covers(["listJobs", "a"])).toBe(false);
});

it("forgets a key after ten seconds, counted from its last event", () => {
  let nowMs = 0;
  const recent = createRecentKeys(() => nowMs);
  recent.add([["getJob", "a"]]);
  nowMs = 8_000;
  recent.add([["getJob", "a"]]);
  nowMs = 18_000;
  expect(recent.covers(["getJob", "a"])).toBe(true);
  nowMs = 18_001;
  expect(recent.covers(["getJob", "a"])).toBe(false);
});
