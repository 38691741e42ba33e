import { expect, it } from "vitest";
import { outcomeWords } from "./outcome-words";

const ended = {
  status: "failed" as const,
  failure_reason: "poisoned" as const,
  error: "3 agents were lost while they ran this job. It is not tried again.",
  findings_count: 0,
  attempt: 1,
  started_at: "2026-11-21T10:00:00.000Z",
  finished_at: "2026-11-21T10:00:35.500Z",
};

it("a scan that has been run again is not said to stay as it is, nor told to be run again", () => {
  const words = outcomeWords(ended, false);
  expect(words?.next).toContain("not tried again by itself");
  expect(words?.what).not.toContain("tried again");
  expect(outcomeWords(ended, true)).toEqual({ tone: "bad", what: words?.what, detail: null });
});

it("says once why a scan expired, and an error where it says more", () => {
  const expired = { ...ended, status: "expired" as const, failure_reason: "queue_timeout" as const };
  expect(outcomeWords({ ...expired, error: "No agent took the job within its time." }, false)?.detail).toBe(
    null,
  );
  const tool = { ...ended, failure_reason: "tool_failed" as const, error: "nmap ended with code 2." };
  expect(outcomeWords(tool, false)?.detail).toBe("nmap ended with code 2.");
});

it("does not say of a scan that has run before that no agent ever took it", () => {
  const waited = { ...ended, status: "cancelled" as const, failure_reason: null, started_at: null };
  expect(outcomeWords(waited, false)).toMatchObject({ what: "Cancelled before it started.", detail: null });
  expect(outcomeWords({ ...waited, attempt: 2, findings_count: 1 }, false)).toMatchObject({
    what: "Cancelled before it started again.",
    detail: "1 finding. What was found before the end stays.",
  });
  const expired = { ...waited, status: "expired" as const, failure_reason: "queue_timeout" as const };
  expect(outcomeWords({ ...expired, attempt: 2 }, false)?.what).toContain("took the scan again within");
  expect(outcomeWords(expired, false)?.what).toContain("took the scan within");
});

it("tells the length of a run as every other place of the page does", () => {
  const done = { ...ended, status: "succeeded" as const, failure_reason: null, error: null };
  expect(outcomeWords(done, false)?.what).toBe("No findings in 36 s.");
});
