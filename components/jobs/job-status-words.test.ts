import { expect, it } from "vitest";
import { jobStatusWords, titleWords } from "./job-status-words";

const now = 1_800_000_000;
const at = (seconds: number) => new Date((now + seconds) * 1000).toISOString();

it("a list tells one end of the range in which a scan starts and says which, never a start that it may miss", () => {
  const estimated_start = { p50: at(40), p90: at(130) };
  const waiting = { reason: "tier_saturated", position: 3, estimated_start } as never;
  const queued = { waiting, progress: null, failure_reason: null, cancel_requested_at: null };
  const wordsAfter = (seconds: number) =>
    jobStatusWords({ ...queued, status: "queued" }, now + seconds).words;
  expect(wordsAfter(0)).toBe("Queued, 3rd · in 40 s or later");
  expect(wordsAfter(60)).toBe("Queued, 3rd · within 1 m 10 s");
  expect(wordsAfter(129)).toBe("Queued, 3rd · any moment");
});

const job = { progress: null, failure_reason: null, cancel_requested_at: null };
const words = (waiting: Record<string, unknown>) =>
  jobStatusWords({ ...job, status: "queued", waiting: { position: 1, ...waiting } as never }, now).words;

it("a start that is minutes away is told in whole minutes, never later than it is", () => {
  const estimated_start = { p50: at(632), p90: at(900) };
  expect(words({ reason: "tier_saturated", estimated_start })).toBe("Queued, 1st · in 10 m or later");
});

it("no place is told of a scan that no agent can take: the reason stands there, in the tab's title as well", () => {
  const estimated_start = null;
  expect(words({ reason: "no_matching_agent", estimated_start })).toBe("Queued, no matching agent");
  expect(words({ reason: "agents_offline", estimated_start })).toBe("Queued, agents offline");
  const waiting = { reason: "no_matching_agent", position: 1, estimated_start } as never;
  expect(titleWords({ ...job, status: "queued", waiting })).toBe("Queued, no matching agent");
});
