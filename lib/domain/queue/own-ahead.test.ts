import { expect, it } from "vitest";
import { sumByLane, tenantPosition } from "@/lib/domain/queue/own-ahead";

it("what stands ahead is counted in jobs and seconds, by lane and over all of them", () => {
  const groups = sumByLane([
    { laneId: "1", jobs: 2, seconds: 20 },
    { laneId: "2", jobs: 3, seconds: 9 },
    { laneId: "1", jobs: 7, seconds: 70 },
  ]);
  expect(groups).toEqual([
    { laneId: "1", jobs: 9, seconds: 90 },
    { laneId: "2", jobs: 3, seconds: 9 },
  ]);
  expect(tenantPosition({ groups, maxTierPriority: 0 })).toBe(13);
  expect(tenantPosition({ groups: [], maxTierPriority: 0 })).toBe(1);
});
