import { expect, it } from "vitest";
import { jobStatusWords } from "./job-status-words";

const now = 1_800_000_000;
const at = (seconds: number) => new Date((now + seconds) * 1000).toISOString();

it("a list tells one end of the range in which a scan starts and says which, never a start that it may miss", () => {
  const estimated_start = { p50: at(40), p90: at(130) };
  const waiting = { reason: "tier_saturated", position: 3, estimated_start } as never;
  const queued = { waiting, progress: null, failure_reason: null, cancel_requested_at: null };
  const wordsAfter = (seconds: number) =>
    jobStatusWords({ ...queued, status: "queued" }, now + seconds).words;
  expect(wordsAfter(0)).toBe("Queued, 3rd · from 40 s");
  expect(wordsAfter(60)).toBe("Queued, 3rd · within 1 m 10 s");
  expect(wordsAfter(129)).toBe("Queued, 3rd · any moment");
});
