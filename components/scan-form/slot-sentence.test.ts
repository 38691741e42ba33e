import { expect, it } from "vitest";
import { emptyScanForm } from "./scan-form-values";
import { slotSentence as sentenceOf } from "./slot-sentence";

const tier = {
  total_agents: 1,
  online_agents: 1,
  offline_agents: 0,
  total_capacity: 4,
  current_load: 0,
  available_slots: 4,
};
const stats: Parameters<typeof sentenceOf>[0] = {
  current_active: 7,
  max_concurrent: 10,
  current_queued: 0,
  accessible_tiers: ["shared", "dedicated"],
  tier_stats: { shared: tier, dedicated: tier },
};

const { selection_mode } = emptyScanForm;
const slotSentence = (figures: typeof stats) => sentenceOf(figures, selection_mode, null);

it("speaks of waiting only when no slot is free, and leaves the start to the estimate", () => {
  expect(slotSentence(stats)).toEqual({
    tone: "ok",
    what: "Uses 1 of your 10 slots; 7 are in use.",
    after: "",
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

it("takes the place from the estimate, and else counts all that the tenant has queued", () => {
  const figures = { ...stats, current_active: 2, current_queued: 8 };
  expect(slotSentence(figures).after).toBe("Waits as your 9th in the queue.");
  const estimated = (reason: string, tenant_position: number) =>
    sentenceOf(figures, "", { reason, tenant_position } as never);
  expect(estimated("tier_saturated", 3).after).toBe("Waits as your 3rd in the queue.");
  expect(estimated("next", 1)).toMatchObject({ tone: "ok", after: "" });
});

it("waits when the server's answer says so, though the plan has room", () => {
  const estimate = { reason: "tier_saturated", tenant_position: 1 } as never;
  expect(sentenceOf(stats, "", estimate)).toEqual({
    tone: "wait",
    what: "Uses 1 of your 10 slots; 7 are in use.",
    after: "Waits as your 1st in the queue.",
  });
});

it("calls the one slot free only for the scan that gets it", () => {
  const one = { ...stats, current_active: 0, max_concurrent: 1 };
  expect(slotSentence(one)).toEqual({ tone: "ok", what: "Uses your one slot, which is free.", after: "" });
  expect(slotSentence({ ...one, current_queued: 2 })).toEqual({
    tone: "wait",
    what: "Uses your one slot.",
    after: "Waits as your 3rd in the queue.",
  });
});

it("has no slot in use or free where the plan has none", () => {
  expect(slotSentence({ ...stats, current_active: 0, max_concurrent: 0 }).what).toBe(
    "Your plan has no slot now.",
  );
});

it("promises no start for the end of a pause, and leaves out neither it nor the place", () => {
  const paused = { ...tier, pause: { note: "x", paused_at: "2026-11-21T10:00:00.000Z", resumes_at: null } };
  const all = { ...stats, tier_stats: { shared: paused, dedicated: paused } };
  const words = { tone: "wait", after: "Waits as your 3rd in the queue, held up by a pause." };
  expect(slotSentence({ ...all, current_queued: 2 })).toMatchObject(words);
  expect(sentenceOf(all, "", { reason: "paused", tenant_position: 3 } as never)).toMatchObject(words);
  // The answer is fresher than the figures.
  expect(sentenceOf(all, "", { reason: "next", tenant_position: 1 } as never).tone).toBe("ok");
  const empty = { ...tier, total_agents: 0 };
  expect(slotSentence({ ...stats, tier_stats: { shared: paused, dedicated: empty } }).tone).toBe("wait");
  expect(slotSentence({ ...stats, tier_stats: { shared: paused, dedicated: tier } }).tone).toBe("ok");
});

it.each(["tenant_first", "any"])(
  "does not speak of the pause where the tenant's own agents may take the scan: %s",
  (mode) => {
    const paused = { ...tier, pause: { note: "x", paused_at: "2026-11-21T10:00:00.000Z", resumes_at: null } };
    const figures = { ...stats, tier_stats: { shared: paused, dedicated: paused } };
    expect(slotSentence(figures).after).not.toBe("");
    expect(sentenceOf(figures, "platform_only", null).after).not.toBe("");
    expect(sentenceOf(figures, mode, null)).toMatchObject({ tone: "ok", after: "" });
  },
);
