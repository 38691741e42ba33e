import { describe, expect, it } from "vitest";
import { type TimeSegment, timeSpent } from "./time-segments";

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
const brief = (segments: readonly TimeSegment[]) =>
  segments.map((segment) => [segment.label, Math.round(segment.seconds)]);
const timeSegments = (...facts: Parameters<typeof timeSpent>) => timeSpent(...facts).segments;

describe("timeSpent", () => {
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

  const lost = { ...attempt, finished_at: at(50), outcome: "lost" as const };
  const second = { ...attempt, attempt: 2, assigned_at: at(55), started_at: at(56) };
  const waited = { next: 2_000, backoff: 3_000, tier_saturated: 35_000 };

  it("claims nothing of each of several waits but its length, and tells of all together what they were for", () => {
    const { segments, inAll } = timeSpent({ ...job, waited }, [lost, second], start);
    expect(brief(segments)).toEqual([
      ["waited", 35],
      ["starting", 1],
      ["attempt 1 lost", 14],
      ["waited", 5],
      ["starting", 1],
      ["attempt 2", 24],
    ]);
    expect(brief(inAll)).toEqual([
      ["before the next attempt", 3],
      ["capacity", 35],
      ["pick-up", 2],
    ]);
    expect(new Set(segments.map(({ key }) => key)).size).toBe(segments.length);
  });

  it("repeats no causes of one wait, which the bar has told", () => {
    expect(timeSpent(job, [attempt], start).inAll).toEqual([]);
  });

  it("calls the tenant's limit so in all waits together, too", () => {
    const facts = { ...job, waited: { tenant_concurrency: 35_000, backoff: 5_000 } };
    expect(brief(timeSpent(facts, [lost, second], start, "the tenant's limit").inAll)).toEqual([
      ["before the next attempt", 5],
      ["the tenant's limit", 35],
    ]);
  });

  it("splits the wait that goes on after several others, and counts it with them", () => {
    const ended = { ...second, finished_at: at(60), outcome: "lost" as const };
    const all = { tier_saturated: 35_000, next: 5_000, backoff: 4_000, paused: 16_000 };
    const waiting = { reason: "paused", waited: { backoff: 4_000, paused: 16_000 } } as never;
    const queued = { ...job, status: "queued" as const, finished_at: null, waited: all, waiting };
    const { segments, inAll } = timeSpent(queued, [lost, ended], start + 82);
    expect(brief(segments)).toEqual([
      ["waited", 35],
      ["starting", 1],
      ["attempt 1 lost", 14],
      ["waited", 5],
      ["starting", 1],
      ["attempt 2 lost", 4],
      ["before the next attempt", 4],
      ["paused", 18],
    ]);
    expect(brief(inAll)).toEqual([
      ["before the next attempt", 4],
      ["capacity", 35],
      ["paused", 18],
      ["pick-up", 5],
    ]);
  });

  /** A job that waits again after an attempt from 35 s to 50 s was lost. */
  function again(waited: Record<string, number>, present: Record<string, number>, reason: string) {
    const waiting = { reason, waited: present } as never;
    const queued = { ...job, status: "queued" as const, finished_at: null, waited, waiting };
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

  it("gives each cause a look of its own", () => {
    const causes = ["tenant_concurrency", "tier_saturated", "agents_offline", "paused", "backoff", "next"];
    const one = { ...job, waited: Object.fromEntries(causes.map((cause) => [cause, 5_000])) };
    const tones = timeSegments(one, [attempt], start)
      .slice(0, causes.length)
      .map(({ tone }) => tone);
    expect(new Set(tones).size).toBe(causes.length);
    expect(tones).not.toContain("off");
  });
});
