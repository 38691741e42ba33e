import { expect, it } from "vitest";
import { type AgentVerdict, agentVerdict, type JudgedAgent } from "@/lib/domain/queue/agent-verdict";

const AGENT: JudgedAgent = {
  ownerTenantId: null,
  tierPriority: 50,
  tools: ["nmap"],
  capabilities: ["docker"],
  status: "active",
  isTierPaused: false,
  health: "online",
  slots: 2,
  used: 1,
  isAsking: true,
};
const JOB = {
  tenantId: "me",
  tool: "nmap",
  capabilities: ["docker"],
  tierCeiling: 50,
  selectionMode: "any",
} as const;

/** Each case holds beside all that come after it, so the order is what is tested, too. */
const CASES: [AgentVerdict, Partial<JudgedAgent>][] = [
  ["not_its_owner", { ownerTenantId: "other" }],
  ["tier_too_high", { tierPriority: 100 }],
  ["tool_missing", { tools: [] }],
  ["capability_missing", { capabilities: [] }],
  ["disabled", { status: "disabled" }],
  ["draining", { status: "draining" }],
  ["tier_paused", { isTierPaused: true }],
  ["offline", { health: "degraded" }],
  ["full", { used: 2 }],
  ["not_asking", { isAsking: false }],
  ["ready", {}],
];

it.each(CASES.map(([verdict], place) => [verdict, place] as const))(
  "an agent is found %s before anything less",
  (verdict, place) => {
    const faults = CASES.slice(place).map(([, fault]) => fault);
    expect(agentVerdict(Object.assign({ ...AGENT }, ...faults.reverse()), JOB)).toBe(verdict);
  },
);

it("an own agent needs no tier, and takes no job that is for the platform's only, nor the other way round", () => {
  const own = { ...AGENT, ownerTenantId: "me", tierPriority: 100 };
  expect(agentVerdict(own, { ...JOB, tierCeiling: -1 })).toBe("ready");
  expect(agentVerdict(own, { ...JOB, selectionMode: "platform_only" })).toBe("not_its_owner");
  expect(agentVerdict(AGENT, { ...JOB, selectionMode: "tenant_only" })).toBe("not_its_owner");
});
