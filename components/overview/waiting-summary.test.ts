import { expect, it } from "vitest";
import { summarizeWaiting } from "./waiting-summary";

const now = Date.parse("2026-11-20T12:00:00Z");
const job = (number: number, waited: Record<string, number>, hoursAgo = 1) => ({
  number,
  queued_at: new Date(now - hoursAgo * 3_600_000).toISOString(),
  assigned_at: new Date(now - hoursAgo * 3_600_000 + 2_000).toISOString(),
  waited,
});

it("says nothing with fewer than three scans of the last day", () => {
  expect(summarizeWaiting([job(1, {}), job(2, {}), job(3, {}, 30)], now)).toBeNull();
});

it("gives measured figures and the causes over all scans", () => {
  const jobs = [
    job(4, { tier_saturated: 60_000 }),
    job(3, { tier_saturated: 10_000, next: 1_000 }),
    job(2, { next: 4_000 }),
    job(1, {}),
  ];
  const summary = summarizeWaiting(jobs, now);
  expect(summary?.waits.map((wait) => wait.seconds)).toEqual([2, 4, 11, 60]);
  expect(summary?.medianSeconds).toBe(4);
  expect(summary?.p95Seconds).toBe(60);
  expect(summary?.causes).toEqual({ tier_saturated: 70, next: 5 });
});

it("leaves out scans that still wait", () => {
  const jobs = [1, 2, 3].map((number) => ({ ...job(number, {}), assigned_at: null }));
  expect(summarizeWaiting(jobs, now)).toBeNull();
});
