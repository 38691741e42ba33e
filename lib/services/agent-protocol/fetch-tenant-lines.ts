import type pg from "pg";
import { type LineWish, listTenantLinesAcrossTenants } from "@/lib/db/queue/list-tenant-lines";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import type { TenantLine } from "@/lib/domain/queue/keep-tenant-order";
import type { Match, MatchTenant } from "@/lib/domain/queue/match-jobs";
import { inTenantOrder, toMatchJob } from "@/lib/services/agent-protocol/fetch-match-tenants";
import { LaneKinds } from "@/lib/services/agent-protocol/lane-kinds";
import type { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

/**
 * The lines of the tenants that are given jobs of the platform's agents, as keepTenantOrder wants them: what stands
 * first in each lane that these agents serve. No look at the database where that is one lane only.
 * Call under `lockDispatch`, with the `readyBy` of the match.
 */
export async function fetchTenantLines(
  tx: pg.PoolClient,
  { assignments, left }: Match,
  tenants: readonly MatchTenant[],
  clocks: RoundClocks,
  profileOf: (agentId: string) => AgentProfile | null,
  readyBy: string,
): Promise<Map<string, TenantLine>> {
  const counts = new Map<string, number>();
  for (const { tenantId } of [...assignments, ...left]) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  const kinds = new LaneKinds(clocks);
  const wishes = new Map<string, LineWish>();
  for (const { agentId, tenantId } of assignments) {
    const profile = profileOf(agentId);
    if (profile === null) continue;
    const kind = kinds.of(profile);
    wishes.set(`${tenantId} ${kind}`, { tenantId, kind, jobs: counts.get(tenantId) ?? 0 });
  }
  const asked = [...wishes.values()].filter((wish) => kinds.lanes.some(({ kind }) => kind === wish.kind));
  const rows = await listTenantLinesAcrossTenants(tx, kinds.lanes, asked, readyBy);
  const lines = new Map<string, typeof rows>();
  for (const row of rows) {
    const known = lines.get(row.tenantId);
    if (!known) lines.set(row.tenantId, [row]);
    else if (!known.some(({ jobId }) => jobId === row.jobId)) known.push(row);
  }
  const weights = new Map(tenants.map(({ id, weight }) => [id, weight]));
  return new Map(
    [...lines].map(([id, line]) => {
      const jobs = line.sort(inTenantOrder).map((row) => toMatchJob(row, clocks));
      return [id, { weight: weights.get(id) ?? 0, jobs }];
    }),
  );
}
