import type pg from "pg";
import { type LineRow, type LineWish, listTenantLinesAcrossTenants } from "@/lib/db/queue/list-tenant-lines";
import type { ReadyJobs } from "@/lib/db/queue/ready-job-sql";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import type { TenantLine } from "@/lib/domain/queue/keep-tenant-order";
import type { Match, MatchTenant } from "@/lib/domain/queue/match-jobs";
import { AgentKinds } from "@/lib/services/agent-protocol/agent-kinds";
import { inTenantOrder, toMatchJob } from "@/lib/services/agent-protocol/fetch-match-tenants";
import type { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

/**
 * The lines of the tenants that are given jobs of the platform's agents, as keepTenantOrder wants them: what stands
 * first in each lane that these agents serve. No look at the database where that is one lane only.
 * Call under `lockDispatch`, with the `ready` of the match.
 */
export async function fetchTenantLines(
  tx: pg.PoolClient,
  { assignments, left }: Match,
  tenants: readonly MatchTenant[],
  clocks: RoundClocks,
  profileOf: (agentId: string) => AgentProfile | null,
  ready: ReadyJobs,
): Promise<Map<string, TenantLine>> {
  const counts = new Map<string, number>();
  for (const { tenantId } of [...assignments, ...left]) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  const kinds = new AgentKinds();
  const wishes = new Map<string, LineWish>();
  for (const { agentId, tenantId } of assignments) {
    const profile = profileOf(agentId);
    if (profile === null) continue;
    const kind = kinds.ofProfile(profile);
    wishes.set(`${tenantId} ${kind}`, { tenantId, kind, jobs: counts.get(tenantId) ?? 0 });
  }
  const lanes = kinds.profiles.flatMap((profile, kind) => {
    const served = clocks.lanesServedBy([profile]);
    // A lane has a clock for each tier; a tenant has one place in it.
    if (new Set(served.map(({ laneId }) => laneId)).size < 2) return [];
    return served.map(({ laneId, tierPriority }) => ({ kind, laneId, tierPriority }));
  });
  const asked = [...wishes.values()].filter((wish) => lanes.some(({ kind }) => kind === wish.kind));
  const rows = await listTenantLinesAcrossTenants(tx, lanes, asked, ready);
  const lines = new Map<string, Map<string, LineRow>>();
  for (const row of rows) {
    const line = lines.get(row.tenantId) ?? new Map<string, LineRow>();
    lines.set(row.tenantId, line.set(row.jobId, row));
  }
  const weights = new Map(tenants.map(({ id, weight }) => [id, weight]));
  return new Map(
    [...lines].map(([id, line]) => {
      const jobs = [...line.values()].sort(inTenantOrder).map((row) => toMatchJob(row, clocks));
      return [id, { weight: weights.get(id) ?? 0, jobs }];
    }),
  );
}
