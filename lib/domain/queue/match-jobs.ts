import { chargeOf, orderKey } from "@/lib/domain/queue/fair-share";
import { Heap } from "@/lib/domain/queue/heap";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/**
 * Who gets what: the pure heart of the claim.
 *
 * Given agents with free slots and the waiting jobs of each tenant, assigns jobs to agents so that
 * - an agent only gets a job it may run (tier, tool, capabilities) and never more than its free slots;
 * - a tenant never gets more than its room (max concurrent minus running);
 * - inside a tenant the order of `jobs` is kept (priority, then age);
 * - between tenants the one with the lowest order key goes first, then the older job. What a tenant gets is charged at
 *   once, so the next slot is already decided with it;
 * - the best agent for a job is: higher tier, then region match, then lower load, then fewer jobs, then id. One between
 *   two polls comes last in its tier: it keeps a job from a lower tier, never from an agent of its own that waits.
 * Tiers are filled from the top, so a job goes to the best tier that has a free slot for it and spills over at once.
 *
 * Agents marked `isElsewhere` are waiting in another process: what falls to them is left in the queue for them.
 * At most `assignmentsMax` jobs are assigned, those of the higher tiers first.
 * Assumes that each tenant's `jobs` were fetched per agent profile with at least as many rows as there are free slots.
 * Cost: an assignment looks at one tenant and one agent of each alike set, so the whole grows with agents, jobs and
 * tenants and not with their product. Runs under the dispatch lock.
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
  laneId: number;
  /** Of its tenant in its lane. */
  pass: number;
  /** Charged when it goes. */
  estimateSeconds: number;
  /** Microseconds since 1970, as exact as the database's clock. */
  queuedAtMicros: number;
}

export interface MatchTenant {
  id: string;
  room: number;
  /** Agent-seconds are shared out in proportion to it. */
  weight: number;
  priorityBase: number;
  jobs: readonly MatchJob[];
}

export interface Assignment {
  jobId: string;
  agentId: string;
  tenantId: string;
  laneId: number;
  /** Of the tenant in the lane, before the charge. */
  pass: number;
  chargedSeconds: number;
  chargedPass: number;
}

const MICROS = 1_000_000;

/** What decides who may run a job: jobs of one kind have the same agents. */
type JobKind = string;

interface WaitingJob {
  job: MatchJob;
  kind: JobKind;
  isTaken: boolean;
}

interface TenantState {
  tenant: MatchTenant;
  room: number;
  /** Units of pass charged in this round, in whatever lane. */
  charged: number;
  /** Order key of the job at `place`. */
  key: number;
  waiting: readonly WaitingJob[];
  /** Where the next job to go is looked for: none before it can go to the present tier any more. */
  place: number;
}

interface AgentState {
  agent: MatchAgent;
  free: number;
  jobs: number;
}

/** Agents that only load, jobs and id tell apart, the best one first. */
type AlikeAgents = Heap<AgentState>;

export function matchJobs(
  agents: readonly MatchAgent[],
  tenants: readonly MatchTenant[],
  assignmentsMax: number,
): Assignment[] {
  const states = tenants.map(
    (tenant): TenantState => ({
      tenant,
      room: tenant.room,
      charged: 0,
      key: 0,
      waiting: tenant.jobs.map((job) => ({ job, kind: kindOf(job), isTaken: false })),
      place: 0,
    }),
  );
  const assignments: Assignment[] = [];
  for (const tierPriority of tierPrioritiesDescending(agents)) {
    const tier = agents.filter((agent) => TIER_PRIORITY[agent.tier] === tierPriority && agent.freeSlots > 0);
    fillTier(tierPriority, new AgentPool(tier), states, assignments, assignmentsMax);
  }
  return assignments;
}

function tierPrioritiesDescending(agents: readonly MatchAgent[]): number[] {
  return [...new Set(agents.map((agent) => TIER_PRIORITY[agent.tier]))].sort((a, b) => b - a);
}

function fillTier(
  tierPriority: number,
  pool: AgentPool,
  tenants: readonly TenantState[],
  assignments: Assignment[],
  assignmentsMax: number,
): void {
  for (const tenant of tenants) tenant.place = 0;
  const contend = () =>
    new Heap(
      tenants.filter((tenant) => advance(tenant, tierPriority, pool)),
      goesFirst,
    );
  let contenders = contend();
  while (assignments.length < assignmentsMax) {
    const tenant = contenders.first;
    const next = tenant?.waiting[tenant.place];
    const taken = next && pool.take(next);
    if (!tenant || !next || !taken) return;
    const assignment = charge(tenant, next, taken.agent);
    if (!taken.agent.isElsewhere) assignments.push(assignment);
    // A kind that has lost its last agent may have been the next of any tenant.
    if (taken.isLastOfKind) contenders = contend();
    else if (advance(tenant, tierPriority, pool)) contenders.reorderFirst();
    else contenders.removeFirst();
  }
}

function charge(state: TenantState, next: WaitingJob, agent: MatchAgent): Assignment {
  const { id: jobId, laneId, estimateSeconds } = next.job;
  const chargedPass = chargeOf(estimateSeconds, state.tenant.weight);
  const pass = next.job.pass + state.charged;
  next.isTaken = true;
  state.room -= 1;
  state.charged += chargedPass;
  return {
    jobId,
    agentId: agent.id,
    tenantId: state.tenant.id,
    laneId,
    pass,
    chargedSeconds: estimateSeconds,
    chargedPass,
  };
}

/** Moves on to the tenant's first job that an agent of the pool can take; false when there is none or no room for it. */
function advance(tenant: TenantState, tierPriority: number, pool: AgentPool): boolean {
  if (tenant.room <= 0) return false;
  for (; tenant.place < tenant.waiting.length; tenant.place++) {
    const next = tenant.waiting[tenant.place];
    if (next && !next.isTaken && next.job.tierCeiling >= tierPriority && pool.canTake(next)) {
      const { pass, queuedAtMicros } = next.job;
      tenant.key = orderKey(pass + tenant.charged, tenant.tenant.priorityBase, queuedAtMicros / MICROS);
      return true;
    }
  }
  return false;
}

function nextJob(tenant: TenantState): MatchJob {
  const next = tenant.waiting[tenant.place];
  if (!next) throw new Error("a tenant without a next job does not contend");
  return next.job;
}

/** The free slots of one tier. They only become fewer, so what nobody can take stays so. */
class AgentPool {
  readonly #alike: readonly AlikeAgents[];
  /** Of each kind asked for so far, those that have a slot for it. */
  readonly #ofKind = new Map<JobKind, AlikeAgents[]>();

  constructor(agents: readonly MatchAgent[]) {
    const alike = new Map<string, AgentState[]>();
    for (const agent of agents) {
      const { tools, capabilities, region, isBetweenPolls } = agent;
      const key = JSON.stringify([[...tools].sort(), [...capabilities].sort(), region, isBetweenPolls]);
      const state = { agent, free: agent.freeSlots, jobs: agent.currentJobs };
      const members = alike.get(key);
      if (members) members.push(state);
      else alike.set(key, [state]);
    }
    this.#alike = [...alike.values()].map((members) => new Heap(members, isLessBusy));
  }

  canTake(waiting: WaitingJob): boolean {
    return this.#candidates(waiting).length > 0;
  }

  /** Gives the job to the best agent; null when nobody can take it. */
  take(waiting: WaitingJob): { agent: MatchAgent; isLastOfKind: boolean } | null {
    let best: { alike: AlikeAgents; state: AgentState } | null = null;
    for (const alike of this.#candidates(waiting)) {
      const state = alike.first;
      if (state && (best === null || isBetter(state, best.state, waiting.job))) best = { alike, state };
    }
    if (best === null) return null;
    const { alike, state } = best;
    state.free -= 1;
    state.jobs += 1;
    if (state.free > 0) alike.reorderFirst();
    else alike.removeFirst();
    return { agent: state.agent, isLastOfKind: alike.first === null && this.#forget(alike) };
  }

  #candidates({ job, kind }: WaitingJob): AlikeAgents[] {
    const known = this.#ofKind.get(kind);
    if (known) return known;
    const found = this.#alike.filter((alike) => alike.first !== null && canRun(alike.first.agent, job));
    this.#ofKind.set(kind, found);
    return found;
  }

  /** Answers whether a kind has nobody left. */
  #forget(empty: AlikeAgents): boolean {
    let isLastOfKind = false;
    for (const candidates of this.#ofKind.values()) {
      const place = candidates.indexOf(empty);
      if (place < 0) continue;
      candidates.splice(place, 1);
      isLastOfKind ||= candidates.length === 0;
    }
    return isLastOfKind;
  }
}

function kindOf({ tool, capabilities }: MatchJob): JobKind {
  return JSON.stringify([tool, ...capabilities]);
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
  return isLessBusy(a, b);
}

function isLessBusy(a: AgentState, b: AgentState): boolean {
  if (a.agent.loadScore !== b.agent.loadScore) return a.agent.loadScore < b.agent.loadScore;
  if (a.jobs !== b.jobs) return a.jobs < b.jobs;
  return a.agent.id < b.agent.id;
}

function goesFirst(a: TenantState, b: TenantState): boolean {
  if (a.key !== b.key) return a.key < b.key;
  const [jobA, jobB] = [nextJob(a), nextJob(b)];
  const age = jobA.queuedAtMicros - jobB.queuedAtMicros;
  return age === 0 ? jobA.id < jobB.id : age < 0;
}
