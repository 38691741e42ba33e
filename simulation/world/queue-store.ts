import {
  advanceLane,
  chargeElsewhere,
  chargeOf,
  earnLane,
  LEAD_MAX,
  orderKey,
} from "@/lib/domain/queue/fair-share";
import { costOf, nextEstimate, unearnedPass } from "@/lib/domain/queue/job-cost";
import type { TenantLine } from "@/lib/domain/queue/keep-tenant-order";
import { lagToDrop, leadToDrop } from "@/lib/domain/queue/lane-lead";
import type { Assignment, MatchJob, MatchTenant } from "@/lib/domain/queue/match-jobs";
import type { SharePolicy } from "../policies/share-policy";
import type { AgentGroup, Fleet } from "./fleet";
import { isBefore, type Job, type JobPlan } from "./job";
import { Lane, type Place } from "./lane";
import type { Tenant, Terms } from "./tenant";

const MICROS = 1_000_000;

/**
 * The queue as the database keeps it: lanes, in each an index of tenants by order key, and of each tenant its jobs in its
 * own order. Reads only the first few of each, and writes what the statements of a round write.
 */
export class QueueStore {
  readonly lanes: Lane[] = [];
  readonly #lanes = new Map<string, Lane>();
  readonly #estimates = new Map<string, number>();

  constructor(
    private readonly fleet: Fleet,
    private readonly policy: SharePolicy,
    /** Instants in seconds since 1970 are this more than those of the fake clock. */
    private readonly epoch: number,
  ) {}

  laneOf(plan: JobPlan, terms: Terms): Lane {
    const { tool, capabilities = [] } = plan;
    const ceiling = Math.min(plan.tierCeiling ?? terms.tierMax, terms.tierMax);
    const id = `${tool}/${capabilities.join("+")}/${ceiling}`;
    const known = this.#lanes.get(id);
    if (known) return known;
    const canRun = (group: AgentGroup) =>
      group.tierPriority <= ceiling &&
      group.tools.includes(tool) &&
      capabilities.every((name) => group.capabilities.includes(name));
    const lane = new Lane(id, tool, capabilities, ceiling, this.fleet.groups.filter(canRun));
    this.lanes.push(lane);
    this.#lanes.set(id, lane);
    return lane;
  }

  add(job: Job): void {
    const { lane, tenant } = job;
    const place = lane.placeOf(tenant) ?? lane.createPlace(tenant, lane.earnedTime);
    if (place.jobs.size === 0) {
      if (lane.inOrder.size === 0) this.#wake(lane);
      place.pass = this.policy.enter(place.pass, lane);
      place.passMax = lane.virtualTime + LEAD_MAX;
      lane.backlogWeight += tenant.terms.weight;
    }
    place.jobs.put(job);
    this.#list(place);
  }

  remove(job: Job): void {
    const place = job.lane.placeOf(job.tenant);
    if (!place) return;
    place.jobs.remove(job);
    if (place.jobs.size === 0) job.lane.backlogWeight -= job.tenant.terms.weight;
    this.#list(place);
  }

  /** The first tenants of each lane that an agent with a free slot serves, and their first jobs, as matchJobs wants them. */
  candidates(limit: number): MatchTenant[] {
    const found = new Map<Tenant, Job[]>();
    for (const { inOrder, freeSlots } of this.lanes) {
      const count = Math.min(freeSlots, limit);
      if (count === 0 || inOrder.size === 0) continue;
      for (const { tenant, jobs } of inOrder.firstFew(count)) {
        const room = tenant.terms.runningMax - tenant.running;
        const first = jobs.firstFew(Math.min(room, count));
        const known = found.get(tenant);
        if (known) known.push(...first);
        else found.set(tenant, first);
      }
    }
    return [...found].map(([tenant, jobs]) => this.#toMatchTenant(tenant, jobs));
  }

  /** What stands first in each lane of the tenants that are given jobs, as keepTenantOrder wants it. */
  lines(tenants: readonly Tenant[], jobsMax: number): Map<string, TenantLine> {
    return new Map(
      tenants.flatMap((tenant) => {
        if (tenant.places.size < 2) return [];
        const places = [...tenant.places.values()].filter(({ jobs }) => jobs.size > 0);
        if (places.length < 2) return [];
        const jobs = places.flatMap((place) => place.jobs.firstFew(jobsMax));
        return [[tenant.id, this.#toMatchTenant(tenant, jobs)]];
      }),
    );
  }

  /** A job goes: the lane whose turn it was moves on and its tenant is charged. */
  assign(job: Job, assignment: Assignment, now: number): void {
    const { tenant } = job;
    const lane = this.#lanes.get(assignment.laneId);
    if (!lane) throw new Error(`job ${job.id} goes in the turn of ${assignment.laneId}, which is no lane`);
    const chargedSeconds = assignment.chargedSeconds * this.policy.scale(now);
    const chargedPass = assignment.chargedPass * this.policy.scale(now);
    const place = lane.placeOf(tenant);
    const { virtualTime, earnedTime, backlogWeight } = lane;
    const chosenPass = place?.pass ?? virtualTime;
    const unearned = this.#unearned(tenant, now);
    if (chargedSeconds > 0)
      Object.assign(
        lane,
        advanceLane({
          virtualTime,
          earnedTime,
          chosenPass,
          unearnedPass: unearned,
          seconds: chargedSeconds,
          backlogWeight,
        }),
      );
    this.#meetOthers(lane, this.fleet.seatOf(assignment.agentId).group);
    this.remove(job);
    tenant.running += 1;
    if (place) place.pass = this.policy.credit(place.pass, lane.virtualTime);
    const { agentId } = assignment;
    const { group } = this.fleet.seatOf(agentId);
    // In the lanes that the agent serves it is as if a job of theirs had gone.
    for (const other of tenant.places.values())
      if (other.lane.groups.includes(group)) other.passMax = other.pass + chargedPass + LEAD_MAX;
    this.#charge(tenant, lane, group, chargedPass);
    job.run = { agentId, lane, startedAt: now, chargedSeconds: assignment.chargedSeconds, chargedPass };
    tenant.runs.add(job.run);
  }

  /** Charges for running on; answers what was charged. */
  chargeMore(job: Job, seconds: number, now: number): void {
    if (job.run === null) return;
    const pass = chargeOf(seconds, job.tenant.terms.weight) * this.policy.scale(now);
    job.run.chargedSeconds += seconds;
    job.run.chargedPass += pass;
    this.#charge(job.tenant, job.run.lane, this.fleet.seatOf(job.run.agentId).group, pass);
  }

  /** A run has ended: what it cost is known, and its tenant has room again. */
  settle(job: Job, actualSeconds: number, isWholeRun: boolean): void {
    if (job.run === null) return;
    job.tenant.running -= 1;
    job.tenant.runs.delete(job.run);
    const { lane, agentId } = job.run;
    lane.earnedTime = earnLane(lane, costOf(actualSeconds), lane.backlogWeight);
    const { group } = this.fleet.seatOf(agentId);
    this.#charge(job.tenant, lane, group, this.policy.trueUp(job.run, actualSeconds).pass);
    if (!isWholeRun) return;
    for (const name of job.estimateNames)
      this.#estimates.set(name, nextEstimate(this.#estimates.get(name) ?? null, actualSeconds));
  }

  /** New terms count at once, also for what waits: in other lanes now, if the tiers are others. */
  changeTerms(tenant: Tenant, terms: Terms): void {
    const places = [...tenant.places.values()];
    const jobs = places.flatMap((place) => place.jobs.firstFew(place.jobs.size));
    for (const job of jobs) this.remove(job);
    tenant.terms = terms;
    for (const job of jobs) {
      const from = job.lane;
      job.lane = this.laneOf(job.plan, terms);
      // As far ahead or behind as it was.
      if (!job.lane.placeOf(tenant))
        job.lane.createPlace(
          tenant,
          job.lane.virtualTime + (from.placeOf(tenant)?.pass ?? 0) - from.virtualTime,
        );
      this.add(job);
    }
  }

  /** What it was charged for work that its agents have still to do. */
  #unearned({ runs }: Tenant, now: number): number {
    let sum = 0;
    for (const run of runs) sum += unearnedPass(run, now - run.startedAt);
    return sum;
  }

  /** Raises the tenant in all its lanes, in full where such agents serve, or lowers it. */
  #charge(tenant: Tenant, lane: Lane, group: AgentGroup, pass: number): void {
    for (const place of tenant.places.values()) {
      if (place.lane === lane || (pass > 0 && place.lane.groups.includes(group))) place.pass += pass;
      else place.pass = chargeElsewhere(place.pass, pass, place.passMax, place.lane.virtualTime);
      this.#list(place);
    }
  }

  /** Somebody comes into a lane in which nobody waited. */
  #wake(idle: Lane): void {
    const own = idle.virtualTime + idle.shift;
    const leads = this.lanes.flatMap((lane) =>
      lane !== idle && lane.groups.some((group) => idle.groups.includes(group)) ? lane.leadOver(own) : [],
    );
    const lag = lagToDrop(leads);
    idle.virtualTime += lag;
    idle.earnedTime += lag;
  }

  /** Lanes that wait for the agents that a lane is served by. */
  #meetOthers(served: Lane, group: AgentGroup): void {
    const rivals = this.lanes.filter((lane) => lane !== served && lane.groups.includes(group));
    const ahead = rivals.filter((lane) =>
      lane.leadOver(served.virtualTime + served.shift).some((lead) => lead > 0),
    );
    const drop = leadToDrop(ahead.flatMap((lane) => lane.leadOver(served.virtualTime + served.shift)));
    if (drop > 0) for (const lane of ahead) lane.shift -= drop;
  }

  #list(place: Place): void {
    const { jobs, lane, tenant, pass } = place;
    const head = jobs.first;
    if (head !== null) place.key = orderKey(pass, tenant.terms.weight, this.epoch + head.queuedAt);
    lane.list(place);
  }

  #toMatchTenant(tenant: Tenant, jobs: Job[]): MatchTenant {
    if (jobs.length > 1) jobs.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    const { weight, runningMax } = tenant.terms;
    return {
      id: tenant.id,
      room: runningMax - tenant.running,
      weight,
      priorityBase: weight,
      jobs: jobs.map((job) => this.#toMatchJob(job)),
    };
  }

  #toMatchJob(job: Job): MatchJob {
    const { lane, tenant, estimateNames } = job;
    const [own, ofTool] = estimateNames;
    const known = (name: string) => this.#estimates.get(name) ?? null;
    return {
      id: job.id,
      tool: lane.tool,
      capabilities: lane.capabilities,
      region: null,
      tierCeiling: lane.tierCeiling,
      selectionMode: "platform_only",
      laneId: lane.id,
      pass: (lane.placeOf(tenant)?.pass ?? 0) + lane.shift,
      estimateSeconds: this.policy.estimate(known(own), known(ofTool)),
      queuedAtMicros: (this.epoch + job.queuedAt) * MICROS,
    };
  }
}
