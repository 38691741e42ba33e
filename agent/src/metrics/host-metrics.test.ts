import { expect, test } from "vitest";
import { HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { createHostMetrics } from "./host-metrics";

test("a sample is valid in a beat, and rates need a span of time", () => {
  let now = 0;
  const metrics = createHostMetrics(() => now);
  expect(Object.keys(metrics.sample())).toEqual(["memory_percent"]);
  now = 10_000;
  const load = metrics.sample();
  expect(HeartbeatBody.safeParse({ current_jobs: 0, ...load }).success).toBe(true);
  expect(load.memory_percent).toBeGreaterThan(0);
});
