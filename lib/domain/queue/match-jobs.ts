import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/**
 * Who gets what: the pure heart of the claim.
 *
 * Given agents with free slots and the waiting jobs of each tenant, assigns jobs to agents so that
 * - an agent only gets a job it may run (tier, tool, capabilities) and never more than its free slots;
 * - a tenant never gets more than its room (max concurrent minus running);
 * - inside a tenant the order of `jobs` is kept (priority, then age);
 * - between tenants the one whose next job has the highest effective priority goes first, then the older job;
 * - the best agent for a job is: higher tier, then region match, then lower load, then fewer jobs, then id. One between
 *   two polls comes last in its tier: it keeps a job from a lower tier, never from an agent of its own that waits.
 * Tiers are filled from the top, so a job goes to the best tier that has a free slot for it and spills over at once.
 *
 * Agents marked `isElsewhere` are waiting in another process: what falls to them is left in the queue for them.
 * At most `assignmentsMax` jobs are assigned, those of the higher tiers first.
 * Assumes that each tenant's `jobs` were fetched per agent profile with at least as many rows as there are free slots.
 */
export interface MatchAgent {
  id: string;
  tier: Tier;
  tools: readonly string[];
  capabilities: readonly string[];
  region: string | null;
  loadScore: number;
  currentJobs: number;
  freeSlots: number;
  isElsewhere: boolean;
  /** It does not wait right now, but is about to ask again. */
  isBetweenPolls: boolean;
}

export interface MatchJob {
  id: string;
  tool: string;
  capabilities: readonly string[];
  region: string | null;
  /** Priority of the highest tier that may run it: the lower of the job's ceiling and the tenant's present maximum. */
  tierCeiling: number;
  effectivePriority: number;
  /** Microseconds since 1970, as exact as the database's clock. */
  queuedAtMicros: number;
}

export interface MatchTenant {
  id: string;
  room: number;
  jobs: readonly MatchJob[];
}

export interface Assignment {
  jobId: string;
  agentId: string;
}

interface AgentState {
  agent: MatchAgent;
  free: number;
  jobs: number;
}

interface TenantState {
  room: number;
  waiting: MatchJob[];
}

export function matchJobs(
  agents: readonly MatchAgent[],
  tenants: readonly MatchTenant[],
  assignmentsMax: number,
): Assignment[] {
  const tenantStates: TenantState[] = tenants.map(({ room, jobs }) => ({ room, waiting: [...jobs] }));
  const assignments: Assignment[] = [];
  for (const tierPriority of tierPrioritiesDescending(agents)) {
    const pool = agents
      .filter((agent) => TIER_PRIORITY[agent.tier] === tierPriority && agent.freeSlots > 0)
      .map((agent): AgentState => ({ agent, free: agent.freeSlots, jobs: agent.currentJobs }));
    fillTier(tierPriority, pool, tenantStates, assignments, assignmentsMax);
  }
  return assignments;
}

function tierPrioritiesDescending(agents: readonly MatchAgent[]): number[] {
  return [...new Set(agents.map((agent) => TIER_PRIORITY[agent.tier]))].sort((a, b) => b - a);
}

function fillTier(
  tierPriority: number,
  pool: AgentState[],
  tenants: TenantState[],
  assignments: Assignment[],
  assignmentsMax: number,
): void {
  while (assignments.length < assignmentsMax) {
    let best: { tenant: TenantState; job: MatchJob; agent: AgentState } | null = null;
    for (const tenant of tenants) {
      const candidate = firstRunnable(tenant, tierPriority, pool);
      if (candidate && (best === null || goesFirst(candidate.job, best.job))) best = { tenant, ...candidate };
    }
    if (best === null) return;
    best.agent.free -= 1;
    best.agent.jobs += 1;
    best.tenant.room -= 1;
    best.tenant.waiting = best.tenant.waiting.filter((job) => job !== best.job);
    if (!best.agent.agent.isElsewhere) assignments.push({ jobId: best.job.id, agentId: best.agent.agent.id });
  }
}

function firstRunnable(
  tenant: TenantState,
  tierPriority: number,
  pool: readonly AgentState[],
): { job: MatchJob; agent: AgentState } | null {
  if (tenant.room <= 0) return null;
  for (const job of tenant.waiting) {
    if (job.tierCeiling < tierPriority) continue;
    const agent = bestAgent(job, pool);
    if (agent) return { job, agent };
  }
  return null;
}

function bestAgent(job: MatchJob, pool: readonly AgentState[]): AgentState | null {
  let best: AgentState | null = null;
  for (const state of pool) {
    if (state.free > 0 && canRun(state.agent, job) && (best === null || isBetter(state, best, job)))
      best = state;
  }
  return best;
}

/** Whether the agent has the tool and every capability; tiers are the caller's concern. */
function canRun(
  agent: Pick<MatchAgent, "tools" | "capabilities">,
  job: Pick<MatchJob, "tool" | "capabilities">,
): boolean {
  return (
    agent.tools.includes(job.tool) && job.capabilities.every((name) => agent.capabilities.includes(name))
  );
}

function isBetter(a: AgentState, b: AgentState, job: MatchJob): boolean {
  if (a.agent.isBetweenPolls !== b.agent.isBetweenPolls) return b.agent.isBetweenPolls;
  const regionA = job.region !== null && a.agent.region === job.region ? 0 : 1;
  const regionB = job.region !== null && b.agent.region === job.region ? 0 : 1;
  if (regionA !== regionB) return regionA < regionB;
  if (a.agent.loadScore !== b.agent.loadScore) return a.agent.loadScore < b.agent.loadScore;
  if (a.jobs !== b.jobs) return a.jobs < b.jobs;
  return a.agent.id < b.agent.id;
}

function goesFirst(a: MatchJob, b: MatchJob): boolean {
  if (a.effectivePriority !== b.effectivePriority) return a.effectivePriority > b.effectivePriority;
  const age = a.queuedAtMicros - b.queuedAtMicros;
  return age === 0 ? a.id < b.id : age < 0;
}
