import type { WaitingReason } from "@/lib/domain/job/waiting";
import { AgentCrowds, type AgentReach, EVERYWHERE } from "@/lib/domain/queue/agent-reach";
import {
  type AgentSupply,
  type JobDemand,
  mayRun,
  slotsFreeIn,
  supplyOf,
} from "@/lib/domain/queue/agent-supply";
import { chargeOf, orderKey } from "@/lib/domain/queue/fair-share";
import { estimateSeconds } from "@/lib/domain/queue/job-cost";
import { type JobsBefore, jobsBefore, owedBefore, type Rival } from "@/lib/domain/queue/jobs-before";
import type { OwnAhead } from "@/lib/domain/queue/own-ahead";
import type {
  QueueSnapshot,
  SnapshotAgent,
  SnapshotLane,
  SnapshotLease,
  SnapshotPlace,
} from "@/lib/domain/queue/queue-snapshot";
import { rangeAfter, type StartRange, startsIn } from "@/lib/domain/queue/start-range";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { pauseOf } from "@/lib/domain/tier/tier-pause";

/** A queued job and what its tenant has and runs at this moment. */
export interface QueuedJob extends JobDemand {
  laneId: string;
  /** Of the tenant's first job in the lane; null: it stands where the lane does. */
  orderKey: number | null;
  queuedAtSeconds: number;
  /** The tenant's present priority base. */
  weight: number;
  maxConcurrent: number;
  /** How long such a run of the tenant takes; null without any. */
  runSeconds: number | null;
  ahead: OwnAhead;
}

export interface JobForecast {
  /** Of all agents that may run it. */
  supply: AgentSupply;
  /** Those of them at which it starts first: what follows is said of these. */
  reach: AgentReach;
  freeSlots: number;
  /** 1: no other job that could use the same agents goes before it. */
  position: number;
  /** Of these the ones of its own tenant. */
  ownAhead: number;
  /** Null: no agent that could take it is online, or the plan runs none. */
  start: StartRange | null;
  /** Where it stands: rivals with a lower key go first. */
  orderKey: number;
  /** Expected seconds until the start, somewhere in the range. */
  startSeconds: number | null;
}

/** A rival and the jobs of it that go before the one in question. */
export interface RivalBefore {
  rival: Rival;
  jobs: number;
}

export type SupplyCause = Extract<
  WaitingReason,
  "no_matching_agent" | "paused" | "agents_offline" | "tier_saturated" | "next"
>;

/** Instead of 0, of a tenant that has no plan any more: nothing of it can go. */
const NO_PLAN_WEIGHT = 1;

/** Rounds in which a start and what rivals may run until then are brought together. */
const ROUNDS_MAX = 16;

/**
 * What a snapshot of the queue says of any job: the agents that could take it, its place in the fair order and its start.
 * Pure. What jobs of one kind have in common is worked out once, so that a forecast costs a look at each tenant that
 * waits for the same agents.
 */
export class QueueForecast {
  private readonly leasesByAgent: Map<string, SnapshotLease[]>;
  private readonly leasesByTenant: Map<string, SnapshotLease[]>;
  private readonly lanes: Map<string, SnapshotLane>;
  private readonly placesByTenant: Map<string, SnapshotPlace[]>;
  private readonly supplies = new Map<string, AgentSupply>();
  private readonly parts = new Map<string, number>();
  private readonly slots = new Map<string, number>();
  private readonly rivals = new Map<string, readonly Rival[]>();
  private readonly reaches = new Map<string, readonly AgentReach[]>();
  private readonly crowds: AgentCrowds;

  constructor(readonly snapshot: QueueSnapshot) {
    const platformLeases = snapshot.leases.filter((lease) => lease.isPlatformAgent);
    this.leasesByAgent = groupBy(snapshot.leases, (lease) => lease.agentId);
    this.leasesByTenant = groupBy(platformLeases, (lease) => lease.tenantId);
    this.lanes = new Map(snapshot.lanes.map((lane) => [lane.id, lane]));
    this.placesByTenant = groupBy(snapshot.places, (place) => place.tenantId ?? "");
    this.crowds = new AgentCrowds(snapshot);
  }

  /** Where it starts first: at all the agents that may run it, or at those for which fewer others wait. */
  forecast(job: QueuedJob): JobForecast {
    const found = this.reachesFor(job).map((reach) => this.forecastIn(job, reach));
    return found.reduce((best, other) => (startsSooner(other, best) ? other : best));
  }

  private forecastIn(job: QueuedJob, reach: AgentReach): JobForecast {
    const supply = this.supplyFor(job, reach);
    const own = this.ownAhead(job, reach);
    const turn = { tenantId: job.tenantId, orderKey: this.turnOf(job, own) };
    const rivals = job.selectionMode === "tenant_only" ? [] : this.rivalsFor(job, reach);
    const limitIn = this.limitIn(job, supply, own);
    const startBehind = (rivalsBefore: JobsBefore) => {
      const ahead = rivalsBefore.jobs + own.jobs;
      const meanSeconds =
        ahead > 0 ? (rivalsBefore.agentSeconds + own.agentSeconds) / ahead : this.secondsOf(job);
      const slotIn = startsIn(supply.freeIn, ahead, meanSeconds);
      return slotIn === null || limitIn === null ? null : Math.max(slotIn, limitIn);
    };
    // From below: until a later start more of those fit that are held back by their own limits. The first start at which
    // no more come before it is the one.
    let before = jobsBefore(rivals, turn, 0);
    let seconds = startBehind(before);
    for (let round = 0; round < ROUNDS_MAX && seconds !== null; round++) {
      const more = jobsBefore(rivals, turn, seconds);
      if (more.jobs <= before.jobs) break;
      before = more;
      seconds = startBehind(before);
    }
    const runs = before.jobs + own.jobs + 1;
    return {
      supply: this.supplyFor(job),
      reach,
      freeSlots: supply.freeSlots,
      position: 1 + own.jobs + Math.round(before.jobs),
      ownAhead: own.jobs,
      start: seconds === null ? null : rangeAfter(heldSeconds(supply), seconds, runs),
      orderKey: turn.orderKey,
      startSeconds: seconds,
    };
  }

  /** Who goes before the job by this forecast of it, those with the most jobs first. */
  rivalsBefore(job: QueuedJob, { reach, orderKey, startSeconds }: JobForecast): RivalBefore[] {
    if (job.selectionMode === "tenant_only") return [];
    const turn = { tenantId: job.tenantId, orderKey };
    return this.rivalsFor(job, reach)
      .map((rival) => ({ rival, jobs: owedBefore(rival, turn, startSeconds ?? 0) }))
      .filter(({ jobs }) => jobs > 0)
      .sort((a, b) => b.jobs - a.jobs);
  }

  /** Why whoever waits in a lane waits for the platform's agents, by the highest tier that it may use. Of the others nobody asks. */
  laneCauses(): { laneId: string; tierPriority: number; cause: SupplyCause }[] {
    const tierPriorities = [...new Set(Object.values(TIER_PRIORITY))];
    const awaited = this.snapshot.lanes.filter((lane) => lane.isAwaited);
    return awaited.flatMap((lane) =>
      tierPriorities
        .filter((tierPriority) => tierPriority <= lane.tierCeiling)
        .map((tierPriority) => {
          const demand = { ...lane, tenantId: "", tierCeiling: tierPriority };
          return { laneId: lane.id, tierPriority, cause: causeOf(this.supplyFor(demand)) };
        }),
    );
  }

  private usualSeconds(tool: string): number | null {
    return this.snapshot.runSeconds.get(tool) ?? null;
  }

  private reachesFor(demand: JobDemand): readonly AgentReach[] {
    return memoized(this.reaches, demandKey(demand), () => this.crowds.reachesOf(demand));
  }

  private supplyFor(demand: JobDemand, reach = EVERYWHERE): AgentSupply {
    return memoized(this.supplies, `${demandKey(demand)} ${reach.key}`, () =>
      supplyOf(
        this.snapshot.agents.filter((agent) => reach.has(agent) && mayRun(agent, demand)),
        this.snapshot.pauses,
        (agentId) => this.leasesByAgent.get(agentId) ?? [],
        estimateSeconds(null, this.usualSeconds(demand.tool)),
      ),
    );
  }

  /**
   * Of the jobs that stand before it in its tenant's order, those that may take the room that the plan has left: what goes
   * to agents that could take it, and as many of the rest as there are free slots for.
   */
  ownStarting(job: QueuedJob): number {
    const { tenantId, ahead } = job;
    return ahead.groups.reduce((sum, { laneId, jobs }) => {
      const lane = this.lanes.get(laneId);
      if (!lane || this.isMet(job, laneId)) return sum + jobs;
      if (lane.selectionMode === "tenant_only") return sum;
      const tierCeiling = Math.min(lane.tierCeiling, ahead.maxTierPriority);
      const supply = this.supplyFor({ ...lane, tierCeiling, tenantId, selectionMode: "platform_only" });
      return sum + Math.min(jobs, supply.freeSlots);
    }, 0);
  }

  /** Jobs of its own tenant that go before it to agents that could take it. */
  private ownAhead(job: QueuedJob, reach: AgentReach): JobsBefore {
    const met = job.ahead.groups.filter(({ laneId }) => this.isMet(job, laneId, reach));
    return {
      jobs: met.reduce((sum, { jobs }) => sum + jobs, 0),
      agentSeconds: met.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  }

  /** The order key at which its turn comes. One in another lane of its tenant will do, if all who serve that could take it. */
  private turnOf(job: QueuedJob, own: JobsBefore): number {
    const entryTime = this.lanes.get(job.laneId)?.entryTime ?? 0;
    const inLane = job.orderKey ?? orderKey(entryTime, job.weight, job.queuedAtSeconds);
    const elsewhere = (this.placesByTenant.get(job.tenantId) ?? []).flatMap((place) =>
      place.laneId !== job.laneId && this.isShared(place) && this.partOf(job, place) === 1
        ? [place.orderKey]
        : [],
    );
    const first = Math.min(inLane, ...elsewhere);
    return own.jobs === 0 ? first : first + chargeOf(own.agentSeconds, job.weight || NO_PLAN_WEIGHT);
  }

  /** Whether it takes turns with others: what only a tenant's own agents may run does not. */
  private isShared({ laneId }: SnapshotPlace): boolean {
    return this.lanes.get(laneId)?.selectionMode !== "tenant_only";
  }

  /** Whether its tenant's jobs in this lane and it may take each other's slots; so it is said of a lane not seen yet. */
  private isMet(job: QueuedJob, laneId: string, reach = EVERYWHERE): boolean {
    const lane = this.lanes.get(laneId);
    if (!lane || laneId === job.laneId) return true;
    const tierPriority = Math.min(lane.tierCeiling, job.ahead.maxTierPriority);
    return this.partOf(job, { tenantId: job.tenantId, laneId, tierPriority }, reach) > 0;
  }

  private secondsOf(job: QueuedJob): number {
    return estimateSeconds(job.runSeconds, this.usualSeconds(job.tool));
  }

  /** Seconds until its own tenant may run it; null: it may run nothing. */
  private limitIn(job: QueuedJob, supply: AgentSupply, own: JobsBefore): number | null {
    if (job.selectionMode === "tenant_only") return 0;
    const leases = this.leasesByTenant.get(job.tenantId) ?? [];
    // A limit may be a million; more free slots than jobs that come first make no difference.
    const limit = Math.min(job.maxConcurrent, leases.length + own.jobs + 1);
    const slots = [...slotsFreeIn(limit, leases, this.secondsOf(job)), ...supply.ownFreeIn];
    return startsIn(
      slots.sort((a, b) => a - b),
      own.jobs,
      own.jobs > 0 ? own.agentSeconds / own.jobs : this.secondsOf(job),
    );
  }

  private rivalsFor(demand: JobDemand, reach: AgentReach): readonly Rival[] {
    const key = JSON.stringify([demand.tool, demand.capabilities, demand.tierCeiling, reach.key]);
    return memoized(this.rivals, key, () => {
      const contending = this.snapshot.places.flatMap((place) => {
        const part = this.partOf({ ...demand, selectionMode: "platform_only" }, place, reach);
        return part > 0 ? [{ place, part }] : [];
      });
      const lanesOf = groupBy(contending, ({ place }) => place.tenantId ?? "");
      return contending.map(({ place, part }) => {
        const lanes = place.tenantId === null ? 1 : lanesOf.get(place.tenantId)?.length;
        return this.toRival(place, part, lanes ?? 1);
      });
    });
  }

  /** A tenant's lanes share what it is owed, as each job that goes is charged in all of them. */
  private toRival(place: SnapshotPlace, part: number, lanes: number): Rival {
    const { tenantId, tenants, maxConcurrent } = place;
    const usual = this.usualSeconds(this.lanes.get(place.laneId)?.tool ?? "");
    const runSeconds = estimateSeconds(place.runSeconds, usual);
    const running = tenantId === null ? 0 : (this.leasesByTenant.get(tenantId)?.length ?? 0);
    return {
      tenantId,
      laneId: place.laneId,
      orderKey: place.orderKey,
      weight: place.weight,
      charge: chargeOf(runSeconds, place.weight || NO_PLAN_WEIGHT) * lanes,
      waiting: place.waiting ?? Number.POSITIVE_INFINITY,
      part: part * tenants,
      runSeconds,
      room: maxConcurrent - running,
      maxConcurrent,
    };
  }

  /** Of the slots that the place's jobs could go to, the part in reach that could also run the job: 0 when they do not meet. */
  private partOf(
    demand: JobDemand,
    place: Pick<SnapshotPlace, "tenantId" | "laneId" | "tierPriority">,
    reach = EVERYWHERE,
  ): number {
    const lane = this.lanes.get(place.laneId);
    if (!lane) return 0;
    const isOwn = place.tenantId === demand.tenantId;
    const theirs = { ...lane, tenantId: isOwn ? demand.tenantId : "", tierCeiling: place.tierPriority };
    const key = JSON.stringify([
      [demand.tool, demand.capabilities, demand.tierCeiling, demand.selectionMode, isOwn && demand.tenantId],
      [lane.id, place.tierPriority, reach.key],
    ]);
    return memoized(this.parts, key, () => {
      // Whom nobody reachable can serve takes no slot from the job, as long as somebody can serve that.
      const [reachable, all] = [this.allSlots(theirs, true), this.allSlots(theirs, false)];
      if (reachable === 0 && this.allSlots(demand, true) > 0) return 0;
      const counted = reachable > 0 ? reachable : all;
      const shared = this.slotsFor(theirs, reachable > 0, demand, reach);
      return counted > 0 ? shared / counted : 0;
    });
  }

  private takesWork(agent: SnapshotAgent): boolean {
    return agent.isOnline && pauseOf(agent, this.snapshot.pauses) === null;
  }

  private allSlots(demand: JobDemand, isOnline: boolean): number {
    return memoized(this.slots, `${demandKey(demand)} ${isOnline}`, () => this.slotsFor(demand, isOnline));
  }

  private slotsFor(demand: JobDemand, isOnline: boolean, also = demand, reach = EVERYWHERE): number {
    let slots = 0;
    for (const agent of this.crowds.kinds.values()) {
      const counts = reach.has(agent) && mayRun(agent, demand) && mayRun(agent, also);
      if (counts && (!isOnline || this.takesWork(agent))) slots += agent.slots;
    }
    return slots;
  }
}

/** Sooner, or at the same time with fewer before it; what has no start comes last. */
function startsSooner(a: JobForecast, b: JobForecast): boolean {
  const [ofA, ofB] = [a.startSeconds ?? Number.POSITIVE_INFINITY, b.startSeconds ?? Number.POSITIVE_INFINITY];
  return ofA < ofB || (ofA === ofB && a.start !== null && a.position < b.position);
}

function demandKey({ tenantId, tool, capabilities, tierCeiling, selectionMode }: JobDemand): string {
  const owner = selectionMode === "platform_only" ? null : tenantId;
  return JSON.stringify([tool, capabilities, tierCeiling, selectionMode, owner]);
}

function causeOf({ agents, online, pauses, freeSlots }: AgentSupply): SupplyCause {
  if (agents === 0) return "no_matching_agent";
  if (online === 0) return pauses.length === 0 ? "agents_offline" : "paused";
  return freeSlots === 0 ? "tier_saturated" : "next";
}

/** Before this nothing can start: all that could is paused. */
function heldSeconds({ online, pauses }: AgentSupply): number {
  return online === 0 ? (pauses[0]?.resumesInSeconds ?? 0) : 0;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function memoized<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
