import { describe, expect, it } from "vitest";
import { TenantLine } from "@/lib/domain/queue/tenant-line";

describe("a tenant's line", () => {
  it("puts whoever comes behind all of at least its priority, counted in jobs and seconds", () => {
    const line = new TenantLine([
      { laneId: "1", priority: 5, jobs: 2, seconds: 20 },
      { laneId: "2", priority: 0, jobs: 3, seconds: 9 },
      { laneId: "1", priority: -5, jobs: 7, seconds: 70 },
    ]);
    expect(line.join({ laneId: "1", priority: 0, seconds: 4 })).toEqual({
      tenantPosition: 6,
      lanePosition: 3,
      aheadSeconds: 29,
    });
  });

  it("lets those that came stand before those that come", () => {
    const line = new TenantLine([]);
    const job = { laneId: "1", priority: 0, seconds: 4 };
    expect(line.join(job)).toEqual({ tenantPosition: 1, lanePosition: 1, aheadSeconds: 0 });
    expect(line.join({ ...job, laneId: "2" })).toEqual({
      tenantPosition: 2,
      lanePosition: 1,
      aheadSeconds: 4,
    });
    expect(line.join({ ...job, priority: 1 })).toEqual({
      tenantPosition: 1,
      lanePosition: 1,
      aheadSeconds: 0,
    });
  });
});
