import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffSeconds } from "./backoff";

const limits = { baseSeconds: 1, capSeconds: 20 };

test("a wait is never longer than the cap and never a tight loop", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      (failures, random) => {
        const seconds = backoffSeconds(failures, limits, () => random);
        expect(seconds).toBeGreaterThanOrEqual(0.05);
        expect(seconds).toBeLessThanOrEqual(limits.capSeconds);
      },
    ),
  );
});

test("full jitter spreads the waits over the whole range", () => {
  expect(backoffSeconds(10, limits, () => 0)).toBeLessThan(0.1);
  expect(backoffSeconds(10, limits, () => 0.999)).toBeGreaterThan(19);
});

test("the server's Retry-After is a lower bound, within reason", () => {
  expect(backoffSeconds(1, limits, () => 0, 30)).toBe(30);
  expect(backoffSeconds(1, limits, () => 0, 1e9)).toBe(300);
});
