import { describe, expect, it } from "vitest";
import { timeSegments } from "./time-segments";

const start = 1_800_000_000;
const at = (seconds: number) => new Date((start + seconds) * 1000).toISOString();
const attempt = {
  attempt: 1,
  assigned_at: at(35),
  started_at: at(36),
  finished_at: at(80),
  outcome: "succeeded" as const,
};
const job = {
  status: "succeeded" as const,
  queued_at: at(0),
  finished_at: at(80),
  waited: { tenant_concurrency: 26_000, tier_saturated: 9_000 },
  waiting: null,
};
const brief = (segments: ReturnType<typeof timeSegments>) =>
  segments.map((segment) => [segment.label, Math.round(segment.seconds)]);

describe("timeSegments", () => {
  it("splits a finished scan's time by cause, and the parts add up to the whole", () => {
    const segments = timeSegments(job, [attempt], start + 1000);
    expect(brief(segments)).toEqual([
      ["your limit", 26],
      ["capacity", 9],
      ["starting", 1],
      ["run", 44],
    ]);
    expect(segments.reduce((sum, segment) => sum + segment.seconds, 0)).toBeCloseTo(80);
  });

  it("calls the tenant's limit what another reader calls it, and nothing else", () => {
    expect(brief(timeSegments(job, [attempt], start + 1000, "the tenant's limit"))).toEqual([
      ["the tenant's limit", 26],
      ["capacity", 9],
      ["starting", 1],
      ["run", 44],
    ]);
  });

  it("counts a wait that goes on towards its present reason", () => {
    const waiting = {
      reason: "tier_saturated",
      message: "",
      position: 1,
      tenant_position: 1,
      estimated_start: null,
    };
    const queued = { ...job, status: "queued" as const, finished_at: null, waiting: waiting as never };
    expect(brief(timeSegments(queued, [], start + 60))).toEqual([
      ["your limit", 26],
      ["capacity", 34],
    ]);
  });

  it("draws a lost attempt apart from the one that worked, and what was waited for in between after it", () => {
    const lost = { ...attempt, started_at: at(36), finished_at: at(50), outcome: "lost" as const };
    const second = { ...attempt, attempt: 2, assigned_at: at(55), started_at: at(56) };
    expect(
      brief(
        timeSegments(
          { ...job, waited: { tier_saturated: 35_000, next: 2_000, backoff: 3_000 } },
          [lost, second],
          start,
        ),
      ),
    ).toEqual([
      ["capacity", 35],
      ["starting", 1],
      ["attempt 1 lost", 14],
      ["before the next attempt", 3],
      ["pick-up", 2],
      ["starting", 1],
      ["attempt 2", 24],
    ]);
  });

  it("never draws more waiting than there was", () => {
    const segments = timeSegments({ ...job, waited: { next: 90_000 } }, [attempt], start);
    expect(segments.reduce((sum, segment) => sum + segment.seconds, 0)).toBeCloseTo(80);
  });
});
