import { expect, it } from "vitest";
import { slotSentence } from "./slot-sentence";

const stats = { current_active: 7, max_concurrent: 10, current_queued: 0, max_queued: 50 };

it("promises a start at once only while a slot is free for it", () => {
  expect(slotSentence(stats)).toEqual({
    tone: "ok",
    what: "Uses 1 of your 10 slots; 7 are in use.",
    after: "Starts as soon as an agent takes it.",
  });
  expect(slotSentence({ ...stats, current_active: 1, max_concurrent: 1 })).toEqual({
    tone: "wait",
    what: "Uses your one slot, which is in use.",
    after: "Waits as your 1st in the queue.",
  });
  expect(slotSentence({ ...stats, current_active: 10, current_queued: 4 }).after).toBe(
    "Waits as your 5th in the queue.",
  );
});

it("says that the queue is full before the server has to", () => {
  expect(slotSentence({ ...stats, current_active: 10, current_queued: 50 }).tone).toBe("bad");
});
