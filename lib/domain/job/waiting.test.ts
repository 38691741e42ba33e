import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainWaiting, type WaitingFacts, type WaitingReason } from "@/lib/domain/job/waiting";
import type { TierPause } from "@/lib/domain/tier/tier-pause";

const READY: Omit<WaitingFacts, "freeSlotsInTurn"> = {
  tool: "nmap",
  capabilities: [],
  selectionMode: "platform_only",
  backoffSeconds: 0,
  expiresInSeconds: 1_800,
  matchingAgents: 2,
  matchingAgentsOnline: 2,
  matchingAgentsPaused: 0,
  pauses: [],
  freeSlots: 1,
  totalSlots: 4,
  ownAgentsOnline: 0,
  ownFreeSlots: 0,
  tenantRunning: 0,
  tenantMaxConcurrent: 3,
  tenantPosition: 1,
  ownAhead: 0,
  position: 1,
  start: { p50Seconds: 20, p90Seconds: 60 },
};

const PAUSE: TierPause = {
  tier: "shared",
  tierPriority: 0,
  note: "New scanners.",
  resumesAt: null,
  resumesInSeconds: null,
};
const PREMIUM_PAUSE: TierPause = { ...PAUSE, tier: "premium", tierPriority: 100 };
const ALL_PAUSED = { matchingAgentsOnline: 0, matchingAgentsPaused: 2, pauses: [PAUSE], freeSlots: 0 };

const explain = (facts: Partial<WaitingFacts>) =>
  explainWaiting({ ...READY, freeSlotsInTurn: facts.freeSlots ?? READY.freeSlots, ...facts });

describe("why a job waits", () => {
  const CASES: [WaitingReason, string, Partial<WaitingFacts>][] = [
    ["next", "A slot is free. This job starts at any moment now.", {}],
    [
      "backoff",
      "The agent running this job was lost. It can be tried again in 13 s.",
      { backoffSeconds: 12.1, matchingAgents: 0 },
    ],
    [
      "no_matching_agent",
      "No agent in your tiers offers nmap with what this job asks for.",
      { matchingAgents: 0, matchingAgentsOnline: 0 },
    ],
    [
      "agents_offline",
      "1 agent could run this, but none is online.",
      { matchingAgents: 1, matchingAgentsOnline: 0 },
    ],
    [
      "tenant_concurrency",
      "Your plan runs 1 job at a time, and 1 is running.",
      { tenantRunning: 1, tenantMaxConcurrent: 1, freeSlots: 0 },
    ],
    [
      "tenant_concurrency",
      "Your plan runs 3 jobs at a time: 2 are running, and 1 goes before this one.",
      { tenantRunning: 2, tenantPosition: 2, ownAhead: 1, position: 2, freeSlots: 4 },
    ],
    [
      "tenant_concurrency",
      "Your plan runs 5 jobs at a time: 4 are running, and 1 goes before this one.",
      { tenantRunning: 4, tenantMaxConcurrent: 5, ownAhead: 1, position: 2, freeSlots: 4 },
    ],
    [
      "tenant_concurrency",
      "Your plan runs 1 job at a time, and 4 of yours go before this one.",
      { tenantPosition: 5, tenantMaxConcurrent: 1, ownAhead: 4, position: 5, freeSlots: 4 },
    ],
    // What waits for other agents takes nothing from it.
    [
      "next",
      "A slot is free. This job starts at any moment now.",
      { tenantPosition: 9, tenantMaxConcurrent: 1 },
    ],
    // The plan would allow more than there is.
    [
      "tier_saturated",
      "All 4 slots that could run this are busy.",
      { tenantMaxConcurrent: 50, tenantPosition: 187, ownAhead: 186, position: 187, freeSlots: 0 },
    ],
    ["tier_saturated", "All 4 slots that could run this are busy.", { freeSlots: 0 }],
    [
      "tier_saturated",
      "1 of 4 slots that could run this is free, and others go first.",
      { freeSlots: 1, position: 2 },
    ],
  ];

  const OWN: [WaitingReason, string, Partial<WaitingFacts>][] = [
    [
      "no_matching_agent",
      "None of your own agents has nmap. Add one under Agents, or submit with another mode.",
      { selectionMode: "tenant_only", matchingAgents: 0, matchingAgentsOnline: 0 },
    ],
    [
      "no_matching_agent",
      "None of your own agents has nmap, docker and ipv6. Add one under Agents, or submit with another mode.",
      { selectionMode: "tenant_only", capabilities: ["docker", "ipv6"], matchingAgents: 0 },
    ],
    [
      "no_matching_agent",
      "Neither your own agents nor those in your tiers offer nmap with what this job asks for.",
      { selectionMode: "any", matchingAgents: 0 },
    ],
    [
      "agents_offline",
      "1 of your own agents could run this, but none is online.",
      { selectionMode: "tenant_only", matchingAgents: 1, matchingAgentsOnline: 0 },
    ],
    [
      "tier_saturated",
      "All 4 slots of your own agents are busy.",
      { selectionMode: "tenant_only", ownAgentsOnline: 2, freeSlots: 0, tenantRunning: 3 },
    ],
    [
      "tenant_concurrency",
      "Your plan runs 3 jobs at a time, and 3 are running. Your own agents are busy.",
      { selectionMode: "any", ownAgentsOnline: 1, tenantRunning: 3 },
    ],
    [
      "next",
      "A slot is free. This job starts at any moment now.",
      { selectionMode: "tenant_first", ownAgentsOnline: 1, ownFreeSlots: 1, tenantRunning: 3 },
    ],
  ];

  const PAUSED: [WaitingReason, string, Partial<WaitingFacts>][] = [
    ["paused", "The shared tier is paused.", ALL_PAUSED],
    ["paused", "The shared tier is paused.", { ...ALL_PAUSED, backoffSeconds: 5, tenantRunning: 3 }],
    ["paused", "The premium and shared tiers are paused.", { ...ALL_PAUSED, pauses: [PREMIUM_PAUSE, PAUSE] }],
    [
      "paused",
      "The shared tier is paused, and no other agent that could run this is online.",
      { ...ALL_PAUSED, matchingAgents: 3 },
    ],
    [
      "tier_saturated",
      "All 4 slots that could run this are busy.",
      { ...ALL_PAUSED, matchingAgents: 3, matchingAgentsOnline: 1 },
    ],
  ];

  it.each([...CASES, ...OWN, ...PAUSED])("%s: %s", (reason, message, facts) => {
    expect(explain(facts)).toMatchObject({ reason, message });
  });

  it("comes with an estimate only if an agent could take the job at present and somebody can say when", () => {
    expect(explain({ matchingAgents: 0 }).estimatedStart).toBeNull();
    expect(explain({ matchingAgentsOnline: 0 }).estimatedStart).toBeNull();
    expect(explain({ freeSlots: 0, start: null }).estimatedStart).toBeNull();
    expect(explain({}).estimatedStart).toEqual({ p50Seconds: 0, p90Seconds: 3 });
    expect(explain({ freeSlots: 0 }).estimatedStart).toEqual({ p50Seconds: 20, p90Seconds: 60 });
  });

  it("names the pause that ends first, and only where that is the reason", () => {
    expect(explain({ ...ALL_PAUSED, pauses: [PREMIUM_PAUSE, PAUSE] }).pause).toBe(PREMIUM_PAUSE);
    expect(explain({ pauses: [PAUSE] }).pause).toBeNull();
  });

  it("starts when its pause ends, where that is known", () => {
    expect(explain(ALL_PAUSED).estimatedStart).toEqual({ p50Seconds: 20, p90Seconds: 60 });
    expect(explain({ ...ALL_PAUSED, start: null }).estimatedStart).toBeNull();
  });

  it("starts no sooner than the pause after a lost attempt ends", () => {
    expect(explain({ backoffSeconds: 30 }).estimatedStart).toEqual({ p50Seconds: 30, p90Seconds: 60 });
    expect(explain({ backoffSeconds: 90 }).estimatedStart).toEqual({ p50Seconds: 90, p90Seconds: 93 });
  });

  it("starts within its time in the queue, or it is not told when", () => {
    expect(explain({ freeSlots: 0, expiresInSeconds: 40 }).estimatedStart).toEqual({
      p50Seconds: 20,
      p90Seconds: 40,
    });
    const tooLate = { estimatedStart: null, isTooLate: true };
    expect(explain({ freeSlots: 0, expiresInSeconds: 20 })).toMatchObject(tooLate);
    expect(explain({ backoffSeconds: 30, expiresInSeconds: 30 })).toMatchObject(tooLate);
    // Of what nobody can say when it starts nobody can say that it is too late.
    expect(explain({ freeSlots: 0, start: null, expiresInSeconds: 1 }).isTooLate).toBe(false);
    expect(explain({ matchingAgentsOnline: 0, expiresInSeconds: 1 }).isTooLate).toBe(false);
  });

  it("has a range that is a range, and places as they were counted", () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(
        fc.record({
          backoffSeconds: fc.nat({ max: 60 }),
          freeSlots: count,
          totalSlots: count,
          tenantRunning: count,
          tenantMaxConcurrent: count,
          position: fc.integer({ min: 1, max: 500 }),
          tenantPosition: fc.integer({ min: 1, max: 500 }),
        }),
        (facts) => {
          const { estimatedStart, ...waiting } = explain(facts);
          expect(waiting).toMatchObject({ position: facts.position, tenantPosition: facts.tenantPosition });
          expect(estimatedStart?.p50Seconds).toBeLessThanOrEqual(estimatedStart?.p90Seconds ?? -1);
        },
      ),
    );
  });
});
