import { expect, it } from "vitest";
import { keepTenantOrder, type TenantLine } from "@/lib/domain/queue/keep-tenant-order";
import type { Assignment, MatchJob } from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";
import { matchJob } from "@/lib/testing/factories/match-job";

const job = (id: string, fields: Partial<MatchJob> = {}) => matchJob({ id, ...fields });
const zap = (id: string, fields: Partial<MatchJob> = {}) =>
  job(id, { tool: "zap", laneId: "zap", ...fields });
const turn = (jobId: string, agentId: string, fields: Partial<Assignment> = {}): Assignment => ({
  jobId,
  agentId,
  tenantId: "me",
  laneId: "nmap",
  pass: 5,
  chargedSeconds: 10,
  chargedPass: 10,
  ...fields,
});
const able = (tier: Tier, tools: string[], freeSlots: number) => ({
  ...{ ownerTenantId: null, capabilities: [], tier, tools, freeSlots },
});
const agents = new Map([
  ["both", able("shared", ["nmap", "zap"], 1)],
  ["nmaps", able("shared", ["nmap"], 1)],
  ["better", able("premium", ["nmap", "zap"], 0)],
]);
const lineOf = (...jobs: readonly MatchJob[]) => new Map<string, TenantLine>([["me", { weight: 100, jobs }]]);
const goes = (
  assignments: readonly Assignment[],
  lines: ReadonlyMap<string, TenantLine>,
  left: string[] = [],
) =>
  keepTenantOrder(
    assignments,
    agents,
    lines,
    left.map((jobId) => ({ jobId, tenantId: "me", agentId: "better" })),
  ).map(({ jobId, agentId }) => `${agentId} ${jobId}`);

it("a turn goes to the tenant's first job that the agent can take, of whatever lane, and counts in the lane whose turn it was", () => {
  const line = lineOf(zap("urgent", { estimateSeconds: 30 }), job("due"));
  expect(keepTenantOrder([turn("due", "both")], agents, line, [])).toEqual([
    turn("urgent", "both", { chargedSeconds: 30, chargedPass: 30 }),
  ]);
  expect(goes([turn("due", "nmaps")], line)).toEqual(["nmaps due"]);
});

it("a turn is not used for a job above whose tier the agent is, that only own agents may run, or that went elsewhere", () => {
  const shared = lineOf(zap("urgent", { tierCeiling: TIER_PRIORITY.shared }), job("due"));
  expect(goes([turn("due", "better")], shared)).toEqual(["better due"]);
  expect(
    goes([turn("due", "both")], lineOf(zap("own", { selectionMode: "tenant_only" }), job("due"))),
  ).toEqual(["both due"]);
  expect(goes([turn("due", "both")], lineOf(zap("urgent"), job("due")), ["urgent"])).toEqual(["both due"]);
});

it("what makes way goes in another turn before what stands behind it, and later turns are charged from where that leaves off", () => {
  const line = lineOf(zap("urgent", { estimateSeconds: 1 }), job("first"), job("second"));
  const turns = [turn("first", "both", { pass: 5 }), turn("second", "nmaps", { pass: 15 })];
  expect(keepTenantOrder(turns, agents, line, [])).toEqual([
    turn("urgent", "both", { pass: 5, chargedSeconds: 1, chargedPass: 1 }),
    turn("first", "nmaps", { pass: 6 }),
  ]);
});

it("a job that a better tier has a slot for is kept for that", () => {
  const line = lineOf(zap("urgent"), job("due"));
  const free = new Map([...agents, ["better", able("premium", ["zap"], 1)] as const]);
  expect(keepTenantOrder([turn("due", "both")], free, line, [])).toEqual([turn("due", "both")]);
});

it("what goes to a tenant's own agents, and to tenants of no line, stays as it is", () => {
  const own = turn("due", "both", { chargedSeconds: 0, chargedPass: 0 });
  expect(keepTenantOrder([own], agents, lineOf(zap("urgent"), job("due")), [])).toEqual([own]);
  expect(goes([turn("due", "both")], new Map())).toEqual(["both due"]);
});
