import { chargeOf } from "@/lib/domain/queue/fair-share";
import type { AgentGroup } from "../world/fleet";
import type { Tenant } from "../world/tenant";
import type { Stage } from "./stage";

/** Fewer jobs than this part of a tenant's on some agents are chance, not preference. */
const CHANCE = 0.02;

/**
 * Where not everybody may use every agent, equal shares are neither possible nor fair. Fair is that nobody takes from an
 * agent what another, with less in all by weight, could have had of it (weighted max-min). Answers, over so many claims,
 * by which factor anybody had more than somebody that waited for the same agents: 1 is perfect.
 */
export function envyOf(stage: Stage, tenants: readonly Tenant[], claims: number): number {
  const before = stage.world.served();
  const jobs = new Map<Tenant, Map<AgentGroup, number>>();
  stage.onStart(({ tenant, run }) => {
    if (!run) return;
    const { group } = stage.world.fleet.seatOf(run.agentId);
    const counts = jobs.get(tenant) ?? new Map<AgentGroup, number>();
    jobs.set(tenant, counts.set(group, (counts.get(group) ?? 0) + 1));
  });
  stage.runClaims(claims);
  const after = stage.world.served();
  const due = (tenant: Tenant) =>
    chargeOf((after.get(tenant) ?? 0) - (before.get(tenant) ?? 0), tenant.terms.weight);
  let worst = 1;
  for (const tenant of tenants) {
    const counts = [...(jobs.get(tenant) ?? [])];
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    for (const [group] of counts.filter(([, count]) => count > CHANCE * total)) {
      for (const other of tenants)
        if (mayUse(other, group)) worst = Math.max(worst, due(tenant) / due(other));
    }
  }
  return worst;
}

function mayUse(tenant: Tenant, group: AgentGroup): boolean {
  return [...tenant.places.values()].some(({ jobs, lane }) => jobs.size > 0 && lane.groups.includes(group));
}
