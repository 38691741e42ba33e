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
    is_too_late: false,
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
    "",
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
    expect(sentence({ ...paused, pause, estimated_start: null, position: 1 })).toBe(words);
    const until = (seconds: number, start: number, position: number) =>
      sentence({
        ...paused,
        position,
        pause: { ...pause, resumes_at: at(seconds) },
        estimated_start: { p50: at(start), p90: at(start + 480) },
      });
    expect(until(3_590, 3_840, 1)).toBe(
      `${words} The pause ends in 1 h. It would start in about 1 to 2 hours.`,
    );
    expect(until(20, 240, 3)).toBe(
      `${words} The pause ends within a minute. It would start in about 4 to 12 minutes: 2 jobs are before it.`,
    );
  });

  it("keeps the place of a scan that waits for a pause without an end", () => {
    const pause = { tier: "shared", note: "New scanners.", resumes_at: null } as const;
    expect(sentence({ reason: "paused", message: "Paused.", pause, estimated_start: null })).toBe(
      "Would wait: Paused. “New scanners.” 3 jobs are before it.",
    );
  });

  it("names the time that the scan would wait at most", () => {
    const expires_at = at(1_800);
    expect(sentence({ expires_at })).toBe(
      "Would start in about 2 to 5 minutes: 3 jobs are before it. It would wait 30 m at most.",
    );
    expect(
      sentence({
        expires_at: at(20),
        reason: "agents_offline",
        message: "None.",
        estimated_start: null,
        position: 1,
      }),
    ).toBe("Would wait: None. It would wait 20 s at most.");
    expect(sentence({ expires_at, reason: "next", position: 1 })).toBe("Would start at once.");
  });

  it("says that its turn would come too late, and what helps", () => {
    expect(sentence({ expires_at: at(600), estimated_start: null, is_too_late: true })).toBe(
      "Would wait: All 4 slots that could run this are busy. 3 jobs are before it. Its turn would probably come later than the 10 m that it may wait: try again later.",
    );
  });

  it("gives the reason where nobody can say when, and leaves a refusal to the words beside the slots", () => {
    expect(
      sentence({ reason: "agents_offline", estimated_start: null, message: "No agent is online." }),
    ).toBe("Would wait: No agent is online.");
    expect(sentence({}, { code: "queue_full", detail: "Your plan queues 5 jobs, and 5 are waiting." })).toBe(
      "",
    );
  });
});
