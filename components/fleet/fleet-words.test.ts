import { expect, it } from "vitest";
import { agentFigures, runningDetail, slotFigures, tierAgentWords, waitingDetail } from "./fleet-words";

const pause = {
  note: "New scanners.",
  paused_at: "2026-11-20T10:00:00.000Z",
  paused_by: "admin@muster.example",
  resumes_at: null,
};
const lane = {
  waiting: 0,
  running: 0,
  slots_total: 0,
  slots_used: 0,
  agents_total: 0,
  agents_online: 0,
  agents_active: 0,
  agents_draining: 0,
  agents_drained: 0,
  agents_disabled: 0,
  wait_p50_seconds: null,
  wait_p95_seconds: null,
  oldest_queued_seconds: null,
  pause: null,
};
const working = {
  ...lane,
  agents_total: 2,
  agents_online: 2,
  agents_active: 2,
  slots_total: 4,
  slots_used: 1,
};
const drained = { ...lane, agents_total: 1, agents_online: 1, agents_drained: 1 };
const mixed = {
  ...lane,
  agents_total: 4,
  agents_online: 3,
  agents_active: 1,
  agents_draining: 1,
  agents_disabled: 1,
};

it.each([
  [lane, "No agents"],
  [working, "2 agents take jobs"],
  [{ ...working, agents_total: 1, agents_active: 1 }, "1 agent takes jobs"],
  [drained, "No agent takes jobs: 1 drained"],
  [mixed, "1 of 4 agents takes jobs: 1 draining, 1 disabled, 1 not answering"],
  [{ ...working, pause }, "2 agents"],
  [{ ...mixed, pause }, "4 agents: 1 draining, 1 disabled, 1 not answering"],
])("a tier says who takes jobs, and why the others do not: %#", (tier, words) => {
  expect(tierAgentWords(tier)).toBe(words);
});

it("the fleet counts as taking jobs neither who is drained nor who is in a paused tier, and says which", () => {
  const fleet = { shared: working, dedicated: mixed, premium: drained };
  expect(agentFigures(fleet)).toEqual({
    taking: 3,
    total: 7,
    detail: "1 draining, 1 drained, 1 disabled, 1 not answering",
  });
  expect(agentFigures({ ...fleet, shared: { ...working, pause } })).toEqual({
    taking: 1,
    total: 7,
    detail: "2 in a paused tier, 1 draining, 1 drained, 1 disabled, 1 not answering",
  });
  expect(agentFigures({ shared: working, dedicated: working, premium: lane })).toMatchObject({
    taking: 4,
    detail: "all answer",
  });
});

it("slots of a paused tier are not among those that are open", () => {
  const tiers = { shared: working, dedicated: { ...working, pause }, premium: lane };
  expect(slotFigures(tiers)).toEqual({ open: 4, detail: "3 more in a paused tier" });
  expect(slotFigures({ ...tiers, dedicated: lane })).toEqual({ open: 4, detail: "on agents that take jobs" });
});

it("what waits or runs outside the tiers is named, so that the tiers and it add up to the sum", () => {
  expect(waitingDetail({ queued: 0, own: 0, oldestSeconds: null })).toBe("nothing waits");
  expect(waitingDetail({ queued: 9, own: 0, oldestSeconds: 220 })).toBe("oldest 3 m 40 s");
  expect(waitingDetail({ queued: 9, own: 4, oldestSeconds: 220 })).toBe(
    "oldest 3 m 40 s, 4 for tenants' own agents",
  );
  expect(waitingDetail({ queued: 4, own: 4, oldestSeconds: null })).toBe("4 for tenants' own agents");
  expect(runningDetail({ starting: 0, own: 0 })).toBe("jobs");
  expect(runningDetail({ starting: 1, own: 0 })).toBe("1 starting");
  expect(runningDetail({ starting: 1, own: 2 })).toBe("1 starting, 2 on tenants' own agents");
});
