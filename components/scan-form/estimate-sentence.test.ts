import { describe, expect, it } from "vitest";
import { estimateSentence } from "@/components/scan-form/estimate-sentence";
import type { JobEstimate } from "@/lib/contracts/job";

const now = 1_800_000_000;
const at = (seconds: number) => new Date((now + seconds) * 1000).toISOString();
type Waiting = NonNullable<JobEstimate["waiting"]>;

function sentence(waiting: Partial<Waiting>, refused: JobEstimate["would_be_refused"] = null): string {
  const whole: Waiting = {
    reason: "tier_saturated",
    message: "All 4 slots that could run this are busy.",
    position: 4,
    tenant_position: 1,
    estimated_start: { p50: at(125), p90: at(290) },
    expires_at: null,
    pause: null,
    ...waiting,
  };
  return estimateSentence(
    {
      tier_max: "shared",
      tier_downgraded: false,
      would_be_refused: refused,
      waiting: refused ? null : whole,
    },
    now,
  );
}

describe("the sentence on when a scan would start", () => {
  it("is a range in one unit, with the jobs before it", () => {
    expect(sentence({})).toBe("Would start in about 2 to 5 minutes: 3 jobs are before it.");
    expect(sentence({ position: 2, estimated_start: { p50: at(4_000), p90: at(9_000) } })).toBe(
      "Would start in about 1 to 3 hours: 1 job is before it.",
    );
  });

  it("is an upper bound for what is soon, and never says it is before others that are not there", () => {
    expect(sentence({ position: 1, estimated_start: { p50: at(5), p90: at(20) } })).toBe(
      "Would start within 20 seconds.",
    );
    expect(sentence({ position: 1, estimated_start: { p50: at(20), p90: at(100) } })).toBe(
      "Would start within 2 minutes.",
    );
    expect(sentence({ reason: "next", position: 1 })).toBe("Would start at once.");
  });

  it("gives the note of a pause, and its end where it has one", () => {
    const pause = { tier: "shared", note: "New scanners.", resumes_at: null } as const;
    const paused = { reason: "paused", message: "The shared tier is paused." } as const;
    const words = "Would wait: The shared tier is paused. “New scanners.”";
    expect(sentence({ ...paused, pause, estimated_start: null })).toBe(words);
    const until = (seconds: number) => sentence({ ...paused, pause: { ...pause, resumes_at: at(seconds) } });
    expect(until(3_590)).toBe(`${words} The pause ends in 1 h.`);
    expect(until(20)).toBe(`${words} The pause ends within a minute.`);
  });

  it("gives the reason where nobody can say when, and for a refusal", () => {
    expect(sentence({ estimated_start: null, message: "No agent is online." })).toBe(
      "Would wait: No agent is online.",
    );
    expect(sentence({}, { code: "queue_full", detail: "Your plan queues 5 jobs, and 5 are waiting." })).toBe(
      "Would be refused: Your plan queues 5 jobs, and 5 are waiting.",
    );
  });
});
