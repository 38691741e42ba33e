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
  reason: null as string | null,
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

  /** A job that waits again after an attempt from 35 s to 50 s was lost. */
  function again(waited: Record<string, number>, present: Record<string, number>, reason: string) {
    const waiting = { reason, waited: present } as never;
    const queued = { ...job, status: "queued" as const, finished_at: null, waited, waiting };
    const lost = { ...attempt, finished_at: at(50), outcome: "lost" as const };
    return (nowSeconds: number) => timeSegments(queued, [lost], start + nowSeconds);
  }

  it("gives a wait that goes on the causes counted so far, and what came after to its present reason", () => {
    const waiting = { reason: "paused", waited: { tier_saturated: 90_000, paused: 4_000 } } as never;
    const queued = { ...job, status: "queued" as const, finished_at: null, waiting };
    const segments = timeSegments(
      { ...queued, waited: { tier_saturated: 90_000, paused: 4_000 } },
      [],
      start + 97,
    );
    expect(brief(segments)).toEqual([
      ["capacity", 90],
      ["paused", 7],
    ]);
  });

  it("leaves what was waited before an attempt there, however the present wait is made up", () => {
    const waited = { tier_saturated: 33_000, next: 2_000, backoff: 5_000, paused: 30_000 };
    const segments = again(waited, { backoff: 5_000, paused: 30_000 }, "paused")(87);
    expect(brief(segments)).toEqual([
      ["capacity", 33],
      ["pick-up", 2],
      ["starting", 1],
      ["lost", 14],
      ["before the next attempt", 5],
      ["paused", 32],
    ]);
    expect(segments.reduce((sum, segment) => sum + segment.seconds, 0)).toBeCloseTo(87);
    expect(new Set(segments.map(({ key }) => key)).size).toBe(segments.length);
  });

  it("splits a cause of both waits by what each had of it", () => {
    const waited = { tier_saturated: 55_000, backoff: 3_000 };
    expect(brief(again(waited, { tier_saturated: 20_000, backoff: 3_000 }, "tier_saturated")(73))).toEqual([
      ["capacity", 35],
      ["starting", 1],
      ["lost", 14],
      ["before the next attempt", 3],
      ["capacity", 20],
    ]);
  });

  it("calls a wait that was too short to be sampled a pick-up, though others follow", () => {
    const first = { ...attempt, assigned_at: at(1), started_at: at(2), finished_at: at(20) };
    const lost = { ...first, outcome: "lost" as const };
    const second = { ...attempt, attempt: 2, assigned_at: at(50), started_at: at(51) };
    const waited = { paused: 25_000, backoff: 5_000, next: 1_000 };
    expect(brief(timeSegments({ ...job, waited }, [lost, second], start))).toEqual([
      ["pick-up", 1],
      ["starting", 1],
      ["attempt 1 lost", 18],
      ["before the next attempt", 5],
      ["paused", 25],
      ["starting", 1],
      ["attempt 2", 29],
    ]);
  });

  it("does not call the first seconds of a wait a pick-up when they have another reason", () => {
    const waiting = { reason: "tenant_concurrency", waited: { next: 2_100 } } as never;
    const queued = {
      ...job,
      status: "queued" as const,
      finished_at: null,
      waited: { next: 2_100 },
      waiting,
    };
    expect(brief(timeSegments(queued, [], start + 3))).toEqual([["your limit", 3]]);
  });

  it.each(["poisoned", "agent_lost"])("draws a last attempt that ended as %s as lost", (reason) => {
    const failed = { ...attempt, outcome: "failed" as const, reason };
    const segments = timeSegments({ ...job, status: "failed" }, [failed], start);
    expect(segments.at(-1)).toMatchObject({ label: "lost", tone: "bad" });
    const third = timeSegments({ ...job, status: "failed" }, [attempt, { ...failed, attempt: 2 }], start);
    expect(third.at(-1)).toMatchObject({ label: "attempt 2 lost", tone: "bad" });
  });

  it("does not call a run lost that its agent gave back as it was stopped", () => {
    const given = { ...attempt, outcome: "lost" as const, reason: "agent_stopped" };
    expect(timeSegments(job, [given], start).at(-1)).toMatchObject({ label: "given back", tone: "run" });
    const two = timeSegments(
      job,
      [
        { ...given, finished_at: at(40) },
        { ...attempt, attempt: 2 },
      ],
      start,
    );
    expect(two.map(({ label }) => label)).toContain("attempt 1 given back");
  });

  it("never draws more waiting than there was", () => {
    const segments = timeSegments({ ...job, waited: { next: 90_000 } }, [attempt], start);
    expect(segments.reduce((sum, segment) => sum + segment.seconds, 0)).toBeCloseTo(80);
  });
});
