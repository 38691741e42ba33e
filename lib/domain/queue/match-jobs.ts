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
 * - inside a tenant the order of `jobs` is kept (priority, then age), but for what is said of `any` below;
 * - between tenants the one with the lowest order key in any lane goes first, then the older job. The turn is the tenant's:
 *   it goes to the first of its jobs that an agent of that lane can take, whichever lane that is of, and counts in the lane
 *   whose turn it was. What a tenant gets of the platform's agents is charged at once, so the next slot is already decided
 *   with it;
 * - the best agent for a job is: higher tier, then region match, then lower load, then fewer jobs, then id. One between
 *   two polls comes last in its tier: it keeps a job from a lower tier, never from an agent of its own that waits.
 * Tiers are filled from the top, so a job goes to the best tier that has a free slot for it and spills over at once.
 * Own agents come before every tier for `tenant_only` and `tenant_first` jobs, and for an `any` job that no platform agent
 * of this round could take. Any other `any` job finds them among the shared agents, by the same measure as these.
 *
 * Agents marked `isElsewhere` are waiting in another process: what falls to them is left in the queue for them.
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
  /** Whose turn it was: not always the one in which the job waited. */
  laneId: string;
  /** Of the tenant in the lane, before the charge. */
  pass: number;
  /** 0 on a tenant's own agent. */
  chargedSeconds: number;
  chargedPass: number;
}

const MICROS = 1_000_000;

/** What decides who may run a job: jobs of one kind have the same agents. */
type JobKind = string;

interface WaitingJob {
  job: MatchJob;
  kind: JobKind;
  /** In its tenant's order. */
  position: number;
  isTaken: boolean;
}

/** A tenant's jobs of one lane. */
interface LaneState {
  waiting: WaitingJob[];
  /** Where the next job to go is looked for: none before it can go to the present tier any more. */
  place: number;
  /** The job there; null: nobody can take any of the rest. */
  head: WaitingJob | null;
}

/** A tenant's next turn in a tier. */
interface Turn {
  /** The first of the lane whose turn it is. */
  due: WaitingJob;
  key: number;
  /** What goes. */
  next: WaitingJob;
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
): Assignment[] {
  const states = tenants.map(toState);
  const pools = tierPrioritiesDescending(agents).map((tierPriority) => {
    const tier = agents.filter((agent) => tierPriorityOf(agent) === tierPriority && agent.freeSlots > 0);
    return new AgentPool(tierPriority, tier);
  });
  const assignments: Assignment[] = [];
  fillOwnAgents(pools, states, assignments, assignmentsMax);
  for (const pool of pools) fillTier(pool, states, assignments, assignmentsMax);
  return assignments;
}

function toState(tenant: MatchTenant): TenantState {
  const waiting = tenant.jobs.map((job, position) => ({ job, kind: kindOf(job), position, isTaken: false }));
  const lanes = new Map<string, LaneState>();
  for (const one of waiting) {
    const lane = lanes.get(one.job.laneId);
    if (lane) lane.waiting.push(one);
    else lanes.set(one.job.laneId, { waiting: [one], place: 0, head: null });
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
  assignments: Assignment[],
  assignmentsMax: number,
): void {
  for (const pool of pools) {
    for (const tenant of tenants.filter(({ id }) => pool.hasOwnAgents(id))) {
      for (const next of tenant.waiting) {
        if (assignments.length >= assignmentsMax) return;
        const mayLeave = next.job.selectionMode === "any" && pools.some((p) => p.isForPlatform(tenant, next));
        const taken = mayLeave ? null : pool.takeByOwn(tenant, next);
        if (taken) assign(tenant, { next, due: next }, taken, assignments);
      }
    }
  }
}

function assign(
  tenant: TenantState,
  { next, due }: Omit<Turn, "key">,
  { id, ownerTenantId, isElsewhere }: MatchAgent,
  assignments: Assignment[],
): void {
  const isCharged = ownerTenantId === null;
  const chargedSeconds = isCharged ? next.job.estimateSeconds : 0;
  const chargedPass = isCharged ? chargeOf(chargedSeconds, tenant.tenant.weight) : 0;
  const pass = due.job.pass + tenant.charged;
  next.isTaken = true;
  if (isCharged) tenant.room -= 1;
  tenant.charged += chargedPass;
  if (isElsewhere) return;
  const { laneId } = due.job;
  const jobId = next.job.id;
  assignments.push({ jobId, agentId: id, tenantId: tenant.id, laneId, pass, chargedSeconds, chargedPass });
}

function fillTier(
  pool: AgentPool,
  tenants: readonly TenantState[],
  assignments: Assignment[],
  assignmentsMax: number,
): void {
  for (const lane of tenants.flatMap(({ lanes }) => lanes)) lane.place = 0;
  const contend = () =>
    new Heap(
      tenants.filter((tenant) => advance(tenant, pool)),
      goesFirst,
    );
  let contenders = contend();
  while (assignments.length < assignmentsMax) {
    const tenant = contenders.first;
    if (!tenant?.turn) return;
    const taken = pool.take(tenant, tenant.turn);
    if (taken) assign(tenant, tenant.turn, taken.agent, assignments);
    // A kind that has lost its last agent may have been the next of any tenant.
    if (taken?.isLastOfKind) contenders = contend();
    else if (advance(tenant, pool)) contenders.reorderFirst();
    else contenders.removeFirst();
  }
}

/** Finds the tenant's next turn among the jobs that an agent of the pool can take; false when there is none or no room. */
function advance(tenant: TenantState, pool: AgentPool): boolean {
  tenant.turn = null;
  if (tenant.room <= 0 && !pool.hasOwnAgents(tenant.id)) return false;
  let due: WaitingJob | null = null;
  let key = 0;
  for (const lane of tenant.lanes) {
    lane.head = headOf(lane, tenant, pool);
    if (lane.head === null) continue;
    const own = keyOf(tenant, lane.head.job);
    if (due !== null && (own > key || (own === key && lane.head.position > due.position))) continue;
    [due, key] = [lane.head, own];
  }
  if (due === null) return false;
  let next = due;
  for (const { head } of tenant.lanes)
    if (head !== null && head.position < next.position && pool.canTakeInTurn(tenant, head, due)) next = head;
  tenant.turn = { due, key, next };
  return true;
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

  /** Whether an agent that can take the job whose turn it is could take this one instead. */
  canTakeInTurn(tenant: TenantState, waiting: WaitingJob, due: WaitingJob): boolean {
    return this.#turnCandidates(tenant, waiting, due).length > 0;
  }

  /** Gives the turn to the best agent; null when those that could take both jobs have gone to others. */
  take(tenant: TenantState, { next, due }: Turn): { agent: MatchAgent; isLastOfKind: boolean } | null {
    return this.#takeByBest(next, this.#turnCandidates(tenant, next, due));
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

  /** An agent of the platform must be one that the turn is for; a tenant's own ones are no rival's. */
  #turnCandidates(tenant: TenantState, next: WaitingJob, due: WaitingJob): readonly AlikeAgents[] {
    const [able, meant] = [this.#platformCandidates(tenant, next), this.#platformCandidates(tenant, due)];
    const platform = able === meant ? able : able.filter((alike) => meant.includes(alike));
    const own = this.#ownCandidates(tenant, next);
    return own.length > 0 ? [...platform, ...own] : platform;
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
  if (!a.turn || !b.turn) return a.turn !== null;
  if (a.turn.key !== b.turn.key) return a.turn.key < b.turn.key;
  const [jobA, jobB] = [a.turn.due.job, b.turn.due.job];
  const age = jobA.queuedAtMicros - jobB.queuedAtMicros;
  return age === 0 ? jobA.id < jobB.id : age < 0;
}
