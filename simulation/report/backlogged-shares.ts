import type { Sample } from "../recorder";
import type { Tenant } from "../world/tenant";

/** Who was backlogged for less of the story came and went: over so little the size of a job decides, not the policy. */
export const BACKLOGGED_PART_MIN = 0.5;

export interface BackloggedShare {
  hadSeconds: number;
  dueSeconds: number;
}

/**
 * Agent-seconds had while backlogged, beside those that were due. Between two samples are backlogged those that had a job
 * waiting at both, and a rival: another that did, for the same agents. Due to each is its part by weight of what it and
 * its rivals had meanwhile. Answers whoever was backlogged for BACKLOGGED_PART_MIN of the time or more.
 */
export function backloggedShares(samples: readonly Sample[]): Map<Tenant, BackloggedShare> {
  const shares = new Map<Tenant, BackloggedShare & { spans: number }>();
  samples.slice(1).forEach((after, i) => {
    const before = samples[i];
    for (const rivals of before ? rivalsBetween(before, after) : []) {
      const all = rivals.reduce((sum, { hadSeconds }) => sum + hadSeconds, 0);
      const weights = rivals.reduce((sum, { weight }) => sum + weight, 0);
      for (const { tenant, weight, hadSeconds } of rivals) {
        const share = shares.get(tenant) ?? { hadSeconds: 0, dueSeconds: 0, spans: 0 };
        share.hadSeconds += hadSeconds;
        share.dueSeconds += (all * weight) / weights;
        share.spans += 1;
        shares.set(tenant, share);
      }
    }
  });
  const spansMin = BACKLOGGED_PART_MIN * (samples.length - 1);
  return new Map([...shares].filter(([, { spans, dueSeconds }]) => spans >= spansMin && dueSeconds > 0));
}

interface Rival {
  tenant: Tenant;
  weight: number;
  hadSeconds: number;
}

/** Those that waited from the one sample to the other, by the agents that they waited for; none that were alone there. */
function rivalsBetween(before: Sample, after: Sample): Rival[][] {
  const byAgents = new Map<string, Rival[]>();
  for (const [tenant, { weight, agents }] of before.backlogged) {
    if (after.backlogged.get(tenant)?.agents !== agents) continue;
    const hadSeconds = (after.served.get(tenant) ?? 0) - (before.served.get(tenant) ?? 0);
    const rivals = byAgents.get(agents) ?? [];
    rivals.push({ tenant, weight, hadSeconds });
    byAgents.set(agents, rivals);
  }
  return [...byAgents.values()].filter(({ length }) => length > 1);
}
