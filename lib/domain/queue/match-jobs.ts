import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { chargeOf, orderKey } from "@/lib/domain/queue/fair-share";
import { Heap } from "@/lib/domain/queue/heap";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/**
 * Who gets what: the pure heart of the claim.
 *
 * Given agents with free slots and the waiting jobs of each tenant, assigns jobs to agents so that
 * - a platform agent only gets a job it may run (tier, tool, capabilities, selection mode), a tenant's own agent only
 *   jobs of that tenant (tool, capabilities, selection mode), and none more than its free slots;
 * - a tenant never gets more of the platform's agents than its room (max concurrent minus running there);
 * - inside a tenant and lane the order of `jobs` is kept (priority, then age), but for what is said of `any` below; over
 *   its lanes keepTenantOrder keeps it;
 * - between tenants the one with the lowest order key in any of its lanes goes first, then the older job. What a tenant gets
 *   of the platform's agents is charged at once, so the next slot is already decided with it;
 * - the best agent for a job is: higher tier, then region match, then lower load, then fewer jobs, then id. One between
 *   two polls comes last in its tier: it keeps a job from a lower tier, never from an agent of its own that waits.
 * Tiers are filled from the top, so a job goes to the best tier that has a free slot for it and spills over at once.
 * Own agents come before every tier for `tenant_only` and `tenant_first` jobs, and for an `any` job that no platform agent
 * of this round could take. Any other `any` job finds them among the shared agents, by the same measure as these.
 *
 * Agents marked `isElsewhere` are waiting in another process: what falls to them is left in the queue for them, and told.
 * At most `assignmentsMax` jobs are assigned, those of the higher tiers first.
 * Assumes that each tenant's `jobs` were fetched per agent profile with at least as many rows as there are free slots.
 * Cost: an assignment looks at one tenant and one agent of each alike set, so the whole grows with agents, jobs and
 * tenants and not with their product. Runs under the dispatch lock.
 */
export interface MatchAgent {
  id: string;
  /** Null: it is the platform's. An own agent has no tier of its own and counts as shared. */
  ownerTenantId: string | null;
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
  selectionMode: SelectionMode;
  laneId: string;
  /** Of its tenant in its lane. */
  pass: number;
  /** Charged when it goes to an agent of the platform. */
  estimateSeconds: number;
  /** Microseconds since 1970, as exact as the database's clock. */
  queuedAtMicros: number;
}

export interface MatchTenant {
  id: string;
  /** Jobs it may still start on platform agents. */
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
  /** Whose turn it was. */
  laneId: string;
  /** Of the tenant in the lane, before the charge. */
  pass: number;
  /** 0 on a tenant's own agent. */
  chargedSeconds: number;
  chargedPass: number;
}

export interface Match {
  assignments: Assignment[];
  /** What agents elsewhere are to have. */
  left: Pick<Assignment, "jobId" | "tenantId" | "agentId">[];
}

const MICROS = 1_000_000;

/** What decides who may run a job: jobs of one kind have the same agents. */
type JobKind = string;

interface WaitingJob {
  job: MatchJob;
  kind: JobKind;
  isTaken: boolean;
}

/** A tenant's jobs of one lane. */
interface LaneState {
  waiting: WaitingJob[];
  /** Where the next job to go is looked for: none before it can go to the present tier any more. */
  place: number;
}

/** A tenant's next job in a tier. */
interface Turn {
  next: WaitingJob;
  key: number;
}

interface TenantState {
  id: string;
  tenant: MatchTenant;
  room: number;
  /** Units of pass charged in this round, in whatever lane. */
  charged: number;
  waiting: readonly WaitingJob[];
  lanes: readonly LaneState[];
  /** Null: it does not contend. */
  turn: Turn | null;
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
): Match {
  const states = tenants.map(toState);
  const pools = tierPrioritiesDescending(agents).map((tierPriority) => {
    const tier = agents.filter((agent) => tierPriorityOf(agent) === tierPriority && agent.freeSlots > 0);
    return new AgentPool(tierPriority, tier);
  });
  const match: Match = { assignments: [], left: [] };
  fillOwnAgents(pools, states, match, assignmentsMax);
  for (const pool of pools) fillTier(pool, states, match, assignmentsMax);
  return match;
}

function toState(tenant: MatchTenant): TenantState {
  const waiting = tenant.jobs.map((job) => ({ job, kind: kindOf(job), isTaken: false }));
  const lanes = new Map<string, LaneState>();
  for (const one of waiting) {
    const lane = lanes.get(one.job.laneId);
    if (lane) lane.waiting.push(one);
    else lanes.set(one.job.laneId, { waiting: [one], place: 0 });
  }
  const { id, room } = tenant;
  return { id, tenant, room, charged: 0, waiting, lanes: [...lanes.values()], turn: null };
}

function tierPriorityOf(agent: MatchAgent): number {
  return agent.ownerTenantId === null ? TIER_PRIORITY[agent.tier] : TIER_PRIORITY.shared;
}

function tierPrioritiesDescending(agents: readonly MatchAgent[]): number[] {
  return [...new Set(agents.map(tierPriorityOf))].sort((a, b) => b - a);
}

/** Gives each tenant's own agents what must or wishes to run there, and what could run nowhere else in this round. */
function fillOwnAgents(
  pools: readonly AgentPool[],
  tenants: readonly TenantState[],
  match: Match,
  assignmentsMax: number,
): void {
  for (const pool of pools) {
    for (const tenant of tenants.filter(({ id }) => pool.hasOwnAgents(id))) {
      for (const next of tenant.waiting) {
        if (match.assignments.length >= assignmentsMax) return;
        const mayLeave = next.job.selectionMode === "any" && pools.some((p) => p.isForPlatform(tenant, next));
        const taken = mayLeave ? null : pool.takeByOwn(tenant, next);
        if (taken) assign(tenant, next, taken, match);
      }
    }
  }
}

function assign(
  tenant: TenantState,
  waiting: WaitingJob,
  { id, ownerTenantId, isElsewhere }: MatchAgent,
  match: Match,
): void {
  const { id: jobId, laneId, estimateSeconds } = waiting.job;
  const isCharged = ownerTenantId === null;
  const chargedSeconds = isCharged ? estimateSeconds : 0;
  const chargedPass = isCharged ? chargeOf(chargedSeconds, tenant.tenant.weight) : 0;
  const pass = waiting.job.pass + tenant.charged;
  waiting.isTaken = true;
  if (isCharged) tenant.room -= 1;
  tenant.charged += chargedPass;
  if (isElsewhere) match.left.push({ jobId, tenantId: tenant.id, agentId: id });
  else
    match.assignments.push({
      ...{ jobId, agentId: id, tenantId: tenant.id, laneId, pass },
      ...{ chargedSeconds, chargedPass },
    });
}

function fillTier(
  pool: AgentPool,
  tenants: readonly TenantState[],
  match: Match,
  assignmentsMax: number,
): void {
  for (const lane of tenants.flatMap(({ lanes }) => lanes)) lane.place = 0;
  const contend = (some: readonly TenantState[]) => new Heap([...some], goesFirst);
  let contenders = contend(tenants.filter((tenant) => advance(tenant, pool)));
  while (match.assignments.length < assignmentsMax) {
    const tenant = contenders.first;
    const taken = tenant?.turn && pool.take(tenant, tenant.turn.next);
    if (!tenant?.turn || !taken) return;
    assign(tenant, tenant.turn.next, taken.agent, match);
    // A kind that has lost its last agent may have been the next of any tenant.
    if (taken.isLastOfKind) contenders = contend(tenants.filter((one) => goesOn(one, pool)));
    else if (advance(tenant, pool)) contenders.reorderFirst();
    else contenders.removeFirst();
  }
}

/** Whether the tenant still contends; its turn is looked for anew only where it has been lost. */
function goesOn(tenant: TenantState, pool: AgentPool): boolean {
  if (tenant.turn === null) return false;
  const { next } = tenant.turn;
  return (!next.isTaken && pool.canTake(tenant, next)) || advance(tenant, pool);
}

/** Finds the tenant's next turn among the jobs that an agent of the pool can take; false when there is none or no room. */
function advance(tenant: TenantState, pool: AgentPool): boolean {
  tenant.turn = null;
  if (tenant.room <= 0 && !pool.hasOwnAgents(tenant.id)) return false;
  for (const lane of tenant.lanes) {
    const next = headOf(lane, tenant, pool);
    const key = next ? keyOf(tenant, next.job) : Number.POSITIVE_INFINITY;
    if (next && (tenant.turn === null || key < tenant.turn.key)) tenant.turn = { next, key };
  }
  return tenant.turn !== null;
}

/** The first job of the lane that is left, if an agent of the pool can take it. */
function headOf(lane: LaneState, tenant: TenantState, pool: AgentPool): WaitingJob | null {
  for (; lane.place < lane.waiting.length; lane.place++) {
    const head = lane.waiting[lane.place];
    if (head && !head.isTaken && pool.canTake(tenant, head)) return head;
  }
  return null;
}

function keyOf({ tenant, charged }: TenantState, { pass, queuedAtMicros }: MatchJob): number {
  return orderKey(pass + charged, tenant.priorityBase, queuedAtMicros / MICROS);
}

/** The free slots of one tier. They only become fewer, so what nobody can take stays so. */
class AgentPool {
  readonly #platform: readonly AlikeAgents[];
  readonly #own = new Map<string, AlikeAgents[]>();
  /** Of each kind asked for so far, the platform's agents that have a slot for it. */
  readonly #ofKind = new Map<JobKind, AlikeAgents[]>();

  constructor(
    private readonly tierPriority: number,
    agents: readonly MatchAgent[],
  ) {
    const alike = new Map<string, AgentState[]>();
    for (const agent of agents) {
      const { ownerTenantId, tools, capabilities, region, isBetweenPolls } = agent;
      const key = JSON.stringify([
        ownerTenantId,
        [...tools].sort(),
        [...capabilities].sort(),
        region,
        isBetweenPolls,
      ]);
      const state = { agent, free: agent.freeSlots, jobs: agent.currentJobs };
      const members = alike.get(key);
      if (members) members.push(state);
      else alike.set(key, [state]);
    }
    const platform: AlikeAgents[] = [];
    for (const members of alike.values()) {
      const ownerId = members[0]?.agent.ownerTenantId ?? null;
      const heap = new Heap(members, isLessBusy);
      if (ownerId === null) platform.push(heap);
      else this.#own.set(ownerId, [...(this.#own.get(ownerId) ?? []), heap]);
    }
    this.#platform = platform;
  }

  hasOwnAgents(tenantId: string): boolean {
    return this.#own.has(tenantId);
  }

  /** Whether an agent of the platform has a slot for the job. */
  isForPlatform(tenant: TenantState, waiting: WaitingJob): boolean {
    return this.#platformCandidates(tenant, waiting).length > 0;
  }

  canTake(tenant: TenantState, waiting: WaitingJob): boolean {
    return this.isForPlatform(tenant, waiting) || this.#ownCandidates(tenant, waiting).length > 0;
  }

  /** Gives the job to the tenant's best own agent; null when none can take it. */
  takeByOwn(tenant: TenantState, waiting: WaitingJob): MatchAgent | null {
    return this.#takeByBest(waiting, this.#ownCandidates(tenant, waiting))?.agent ?? null;
  }

  /** Gives the job to the best agent; null when nobody can take it. */
  take(tenant: TenantState, waiting: WaitingJob): { agent: MatchAgent; isLastOfKind: boolean } | null {
    const platform = this.#platformCandidates(tenant, waiting);
    const own = this.#ownCandidates(tenant, waiting);
    return this.#takeByBest(waiting, own.length > 0 ? [...platform, ...own] : platform);
  }

  #takeByBest(
    waiting: WaitingJob,
    candidates: readonly AlikeAgents[],
  ): { agent: MatchAgent; isLastOfKind: boolean } | null {
    let best: { alike: AlikeAgents; state: AgentState } | null = null;
    for (const alike of candidates) {
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

  #ownCandidates({ id }: TenantState, { job }: WaitingJob): AlikeAgents[] {
    if (job.selectionMode === "platform_only") return [];
    const own = this.#own.get(id) ?? [];
    return own.filter((alike) => alike.first !== null && canRun(alike.first.agent, job));
  }

  #platformCandidates({ room }: TenantState, { job, kind }: WaitingJob): readonly AlikeAgents[] {
    if (room <= 0 || job.selectionMode === "tenant_only" || job.tierCeiling < this.tierPriority) return [];
    const known = this.#ofKind.get(kind);
    if (known) return known;
    const found = this.#platform.filter((alike) => alike.first !== null && canRun(alike.first.agent, job));
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
export function canRun(
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
  if (!a.turn || !b.turn) return a.turn !== null;
  if (a.turn.key !== b.turn.key) return a.turn.key < b.turn.key;
  const [jobA, jobB] = [a.turn.next.job, b.turn.next.job];
  const age = jobA.queuedAtMicros - jobB.queuedAtMicros;
  return age === 0 ? jobA.id < jobB.id : age < 0;
}
