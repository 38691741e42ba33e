import { expect, test } from "vitest";
import { type DeliveryFacts, nextDelivery } from "./next-delivery";

const quiet: DeliveryFacts = {
  now: 100_000,
  notBefore: 0,
  isRunningPending: false,
  hasProgress: false,
  progressSentAt: 99_500,
  findingsPending: 0,
  findingsSentAt: 99_500,
  logBytesPending: 0,
  logSentAt: 99_500,
  flushSeconds: 15,
  endedAt: null,
  isFinalPending: false,
  isReleased: false,
};

test("with nothing to say it waits for news", () => {
  expect(nextDelivery(quiet)).toEqual({ kind: "wait", milliseconds: null });
});

test("running is said before anything else", () => {
  expect(
    nextDelivery({ ...quiet, isRunningPending: true, logBytesPending: 1e6, findingsPending: 500 }),
  ).toEqual({
    kind: "running",
  });
});

test("the log goes at the server's pace, or at once when there is much of it", () => {
  expect(nextDelivery({ ...quiet, logBytesPending: 10 })).toEqual({ kind: "wait", milliseconds: 14_500 });
  expect(nextDelivery({ ...quiet, logBytesPending: 10, flushSeconds: 0.5 })).toEqual({ kind: "logs" });
  expect(nextDelivery({ ...quiet, logBytesPending: 256 * 1024 })).toEqual({ kind: "logs" });
});

test("progress goes at most once a second", () => {
  expect(nextDelivery({ ...quiet, hasProgress: true })).toEqual({ kind: "wait", milliseconds: 500 });
  expect(nextDelivery({ ...quiet, hasProgress: true, progressSentAt: 99_000 })).toEqual({ kind: "progress" });
});

test("the end comes after findings and log, but is not held back for ever", () => {
  const ended = { ...quiet, endedAt: 99_900, isFinalPending: true };
  expect(nextDelivery({ ...ended, findingsPending: 1, logBytesPending: 1 })).toEqual({ kind: "findings" });
  expect(nextDelivery({ ...ended, logBytesPending: 1 })).toEqual({ kind: "logs" });
  expect(nextDelivery(ended)).toEqual({ kind: "final" });
  expect(nextDelivery({ ...ended, endedAt: 80_000, logBytesPending: 1 })).toEqual({ kind: "final" });
  expect(nextDelivery({ ...ended, isFinalPending: false, logBytesPending: 1 })).toEqual({ kind: "logs" });
  expect(nextDelivery({ ...ended, isFinalPending: false })).toEqual({ kind: "done" });
});

test("after a failure nothing is sent before its time", () => {
  expect(nextDelivery({ ...quiet, notBefore: 100_250, isRunningPending: true })).toEqual({
    kind: "wait",
    milliseconds: 250,
  });
});

test("a run is given back two seconds after its end at the latest, whatever of its log is left", () => {
  const released = { ...quiet, isFinalPending: true, isReleased: true, logBytesPending: 1 };
  expect(nextDelivery({ ...released, endedAt: 98_001 })).toEqual({ kind: "logs" });
  expect(nextDelivery({ ...released, endedAt: 98_000 })).toEqual({ kind: "final" });
});
