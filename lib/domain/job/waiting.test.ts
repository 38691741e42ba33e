import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainWaiting, type WaitingFacts, type WaitingReason } from "@/lib/domain/job/waiting";

const READY: WaitingFacts = {
  tool: "nmap",
  capabilities: [],
  selectionMode: "platform_only",
  backoffSeconds: 0,
  matchingAgents: 2,
  matchingAgentsOnline: 2,
  freeSlots: 1,
  totalSlots: 4,
  ownAgentsOnline: 0,
  ownFreeSlots: 0,
  tenantRunning: 0,
  tenantMaxConcurrent: 3,
  tenantPosition: 1,
  position: 1,
  runSecondsP50: 20,
  runSecondsP90: 60,
};

const explain = (facts: Partial<WaitingFacts>) => explainWaiting({ ...READY, ...facts });

describe("why a job waits", () => {
  const CASES: [WaitingReason, string, Partial<WaitingFacts>][] = [
    ["next", "A slot is free. This job starts at any moment now.", {}],
    [
      "backoff",
      "The agent running this job was lost. It is tried again in 13 s.",
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
    ["tier_saturated", "All 4 slots that could run this are busy.", { freeSlots: 0 }],
    ["tier_saturated", "All 4 slots that could run this are busy.", { freeSlots: 1, position: 2 }],
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

  it.each([...CASES, ...OWN])("%s: %s", (reason, message, facts) => {
    expect(explain(facts)).toMatchObject({ reason, message });
  });

  it("comes with an estimate only if an agent could take the job at present and run lengths are known", () => {
    expect(explain({ matchingAgents: 0 }).estimatedStart).toBeNull();
    expect(explain({ matchingAgentsOnline: 0 }).estimatedStart).toBeNull();
    expect(explain({ freeSlots: 0, runSecondsP50: null }).estimatedStart).toBeNull();
    expect(explain({}).estimatedStart).toEqual({ p50Seconds: 1, p90Seconds: 5 });
    expect(explain({ freeSlots: 0, position: 8 }).estimatedStart).toEqual({
      p50Seconds: 30,
      p90Seconds: 120,
    });
  });

  it("has a range that is a range, and places as they were counted", () => {
    const count = fc.nat({ max: 50 });
    const seconds = fc.tuple(fc.integer({ min: 1, max: 600 }), fc.nat({ max: 600 }));
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.integer({ min: 1, max: 500 }),
        seconds,
        (free, total, running, most, position, [p50, more]) => {
          const waiting = explain({
            freeSlots: free,
            totalSlots: total,
            tenantRunning: running,
            tenantMaxConcurrent: most,
            position,
            tenantPosition: position,
            runSecondsP50: p50,
            runSecondsP90: p50 + more,
          });
          expect(waiting).toMatchObject({ position, tenantPosition: position });
          const estimate = waiting.estimatedStart;
          expect(
            estimate !== null && estimate.p50Seconds >= 1 && estimate.p50Seconds <= estimate.p90Seconds,
          ).toBe(true);
        },
      ),
    );
  });
});
