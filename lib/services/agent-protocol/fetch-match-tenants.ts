import type pg from "pg";
import { type CandidateRow, listCandidatesAcrossTenants } from "@/lib/db/queue/list-candidates";
import {
  listOwnCandidatesAcrossTenants,
  type OwnAgentProfile,
  type OwnCandidateRow,
} from "@/lib/db/queue/list-own-candidates";
import type { ReadyJobs } from "@/lib/db/queue/ready-job-sql";
import { together } from "@/lib/db/transaction";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import { estimateSeconds } from "@/lib/domain/queue/job-cost";
import type { MatchAgent, MatchJob, MatchTenant } from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { clockKey, type RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

export interface Contenders {
  tenants: MatchTenant[];
  /** What the platform's agents may take, with the state of its lanes. */
  candidates: CandidateRow[];
}

/**
 * The waiting jobs that these agents could take, as matchJobs wants them. `limit`: how many slots there are to fill.
 * Call under `lockDispatch`; `ready` as for listCandidatesAcrossTenants.
 */
export async function fetchMatchTenants(
  tx: pg.PoolClient,
  agents: readonly MatchAgent[],
  clocks: RoundClocks,
  limit: number,
  ready: ReadyJobs,
): Promise<Contenders> {
  const lanes = clocks.lanesServedBy(platformProfilesOf(agents));
  const [candidates, ownRows] = await together([
    listCandidatesAcrossTenants(tx, lanes, limit, ready, ownSlotsOf(agents)),
    listOwnCandidatesAcrossTenants(tx, ownProfilesOf(agents), limit, ready),
  ]);
  const tenants = new Map<string, { room: number; weight: number; jobs: Map<string, MatchRow> }>();
  const add = (row: MatchRow, room: number) => {
    const tenant = tenants.get(row.tenantId) ?? { room, weight: row.priorityBase, jobs: new Map() };
    if (!tenant.jobs.has(row.jobId)) tenant.jobs.set(row.jobId, row);
    tenants.set(row.tenantId, tenant);
  };
  const places = new Map(candidates.map((row) => [`${row.tenantId} ${row.laneId}`, row]));
  for (const row of candidates) add(row, row.room);
  // A tenant that is not among the platform's candidates has no room, or nothing for these agents. In a lane where it is
  // none of the candidates its turn is not near: those jobs are for its own agents only.
  for (const row of ownRows) {
    const place = places.get(`${row.tenantId} ${row.laneId}`);
    add(place ? { ...row, pass: place.pass } : { ...row, tierCeiling: -1 }, 0);
  }
  return {
    candidates,
    tenants: [...tenants].map(([id, { room, weight, jobs }]) => ({
      id,
      room,
      weight,
      priorityBase: weight,
      jobs: [...jobs.values()].sort(inTenantOrder).map((row) => toMatchJob(row, clocks)),
    })),
  };
}

type MatchRow = OwnCandidateRow & Partial<CandidateRow>;
type MatchFields = Omit<MatchRow, "priorityBase">;

/** What a platform agent may run; null for a tenant's own. */
export function platformProfileOf(agent: MatchAgent): AgentProfile | null {
  const { ownerTenantId, tier, tools, capabilities } = agent;
  if (ownerTenantId !== null) return null;
  return { tierPriority: TIER_PRIORITY[tier], ...sorted({ tools, capabilities }) };
}

export function platformProfilesOf(agents: readonly MatchAgent[]): AgentProfile[] {
  return distinct(agents.flatMap((agent) => platformProfileOf(agent) ?? []));
}

function ownProfilesOf(agents: readonly MatchAgent[]): OwnAgentProfile[] {
  return distinct(
    agents.flatMap(({ ownerTenantId, tools, capabilities }) =>
      ownerTenantId === null ? [] : [{ tenantId: ownerTenantId, ...sorted({ tools, capabilities }) }],
    ),
  );
}

function sorted({ tools, capabilities }: Pick<MatchAgent, "tools" | "capabilities">) {
  return { tools: [...tools].sort(), capabilities: [...capabilities].sort() };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** How many jobs each tenant's own agents may take. */
function ownSlotsOf(agents: readonly MatchAgent[]): Record<string, number> {
  const slots: Record<string, number> = {};
  for (const { ownerTenantId, freeSlots } of agents) {
    if (ownerTenantId !== null) slots[ownerTenantId] = (slots[ownerTenantId] ?? 0) + freeSlots;
  }
  return slots;
}

export function inTenantOrder(a: MatchFields, b: MatchFields): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  return a.queuedAtMicros - b.queuedAtMicros || (a.jobId < b.jobId ? -1 : 1);
}

export function toMatchJob(row: MatchFields, clocks: RoundClocks): MatchJob {
  const laneId = clockKey({ laneId: row.laneId, tierPriority: row.tierCeiling });
  return {
    id: row.jobId,
    tool: row.tool,
    capabilities: row.capabilities,
    region: row.region,
    tierCeiling: row.tierCeiling,
    selectionMode: row.selectionMode,
    laneId,
    // What only the tenant's own agents may take has no rivals.
    pass: (row.pass ?? 0) + clocks.shiftOf(laneId),
    estimateSeconds: estimateSeconds(row.tenantEstimate ?? null, row.sharedEstimate ?? null),
    queuedAtMicros: row.queuedAtMicros,
  };
}
