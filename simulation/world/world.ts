import { keepTenantOrder } from "@/lib/domain/queue/keep-tenant-order";
import { type Assignment, type MatchTenant, matchJobs } from "@/lib/domain/queue/match-jobs";
import type { Tier } from "@/lib/domain/tier/tier";
import { fairShare, type SharePolicy } from "../policies/share-policy";
import { EventQueue } from "./event-queue";
import { type AgentsPlan, Fleet } from "./fleet";
import type { Job, JobPlan } from "./job";
import { QueueStore } from "./queue-store";
import { createTenant, type Tenant, type Terms } from "./tenant";
import type { Watcher } from "./watcher";

/** Assigned in one round at most; another follows at once. */
const JOBS_MAX = 100;
/** Claims and submits that come within this time are served together. */
const GATHER_SECONDS = 0.01;
/** How often running jobs are looked at. */
const OVERTIME_SECONDS = 2;
/** From the loss of an agent to the moment at which its jobs wait again. */
const LEASE_LOST_SECONDS = 35;
/** 2026-11-20, so that order keys are as large as they will be. */
const EPOCH = 1_795_132_800;

/** A control plane with its agents and tenants on a fake clock. The policy and the matching are the product's own. */
export class World {
  readonly events = new EventQueue();
  readonly fleet: Fleet;
  readonly store: QueueStore;
  readonly tenants = new Map<string, Tenant>();
  readonly running = new Map<string, Job>();
  readonly waiting = new Map<string, Job>();
  claims = 0;
  submitted = 0;
  ended = 0;
  #isRoundPlanned = false;
  readonly #watchers: Watcher[] = [];

  constructor(
    agents: readonly AgentsPlan[],
    private readonly policy: SharePolicy = fairShare,
  ) {
    this.fleet = new Fleet(agents);
    this.store = new QueueStore(this.fleet, policy, EPOCH);
  }

  get now(): number {
    return this.events.now;
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  addTenant(id: string, terms: Terms): Tenant {
    const tenant = createTenant(id, terms);
    this.tenants.set(id, tenant);
    return tenant;
  }

  submit(tenant: Tenant, plan: JobPlan): Job {
    const number = this.submitted++;
    const kind = `${plan.tool}/${plan.profile ?? ""}`;
    const job: Job = {
      id: `j${number}`,
      number,
      tenant,
      plan,
      lane: this.store.laneOf(plan, tenant.terms),
      estimateNames: [`${tenant.id}/${kind}`, kind],
      queuedAt: this.now,
      run: null,
      attempt: 0,
      indexAt: null,
    };
    this.#wait(job);
    return job;
  }

  /** Takes a waiting job out of the queue; false when it waits no more. */
  withdraw(job: Job): boolean {
    if (!this.waiting.delete(job.id)) return false;
    this.store.remove(job);
    this.ended += 1;
    return true;
  }

  changeTerms(tenant: Tenant, terms: Terms): void {
    this.store.changeTerms(tenant, terms);
    this.#planRound();
  }

  setOnline(tier: Tier, isOnline: boolean): void {
    this.fleet.setOnline(tier, isOnline);
    if (isOnline) this.#planRound();
    else this.#lose(tier);
  }

  /** Agent-seconds that each tenant has had by now, those of running jobs included. */
  served(): Map<Tenant, number> {
    const seconds = new Map<Tenant, number>();
    for (const tenant of this.tenants.values()) seconds.set(tenant, tenant.endedSeconds);
    for (const { tenant, run } of this.running.values())
      if (run) seconds.set(tenant, (seconds.get(tenant) ?? 0) + this.now - run.startedAt);
    return seconds;
  }

  /** Lets time go by until `isOver`, and no longer than `until`. */
  run(isOver: (() => boolean) | null, until = Number.MAX_SAFE_INTEGER): void {
    this.events.run(until, isOver ?? (() => false));
  }

  #wait(job: Job): void {
    this.waiting.set(job.id, job);
    this.store.add(job);
    this.#planRound();
  }

  #planRound(): void {
    if (this.#isRoundPlanned) return;
    this.#isRoundPlanned = true;
    this.events.plan(this.now + GATHER_SECONDS, () => this.#round());
  }

  #round(): void {
    this.#isRoundPlanned = false;
    const free = this.fleet.groups.reduce((sum, group) => sum + group.freeSlots, 0);
    const tenants = this.store.candidates(Math.min(free, JOBS_MAX));
    const jobs = tenants.reduce((sum, tenant) => sum + tenant.jobs.length, 0);
    const made = jobs > 0 ? this.#match(tenants, jobs) : [];
    for (const assignment of made) this.#start(assignment);
    for (const watcher of this.#watchers)
      watcher.afterRound?.(made.length < JOBS_MAX && !this.#isRoundPlanned);
    if (made.length >= JOBS_MAX) this.#planRound();
  }

  #match(tenants: readonly MatchTenant[], jobs: number): readonly Assignment[] {
    const agents = this.fleet.agentsOf(this.fleet.groups, jobs);
    const { assignments, left } = matchJobs(agents, tenants, JOBS_MAX);
    const given = new Set(assignments.flatMap(({ jobId }) => this.waiting.get(jobId)?.tenant ?? []));
    const lines = this.store.lines([...given], assignments.length);
    return keepTenantOrder(assignments, new Map(agents.map((agent) => [agent.id, agent])), lines, left);
  }

  #start(assignment: Assignment): void {
    const job = this.waiting.get(assignment.jobId);
    if (!job) throw new Error(`job ${assignment.jobId} was assigned, and does not wait`);
    for (const watcher of this.#watchers) watcher.beforeStart?.(job, assignment);
    this.waiting.delete(job.id);
    this.store.assign(job, assignment, this.now);
    this.fleet.occupy(assignment.agentId, 1);
    this.running.set(job.id, job);
    this.claims += 1;
    job.attempt += 1;
    const { attempt } = job;
    this.events.plan(this.now + job.plan.seconds, () => this.#finish(job, attempt));
    this.#planOvertime(job, attempt);
    for (const watcher of this.#watchers) watcher.afterStart?.(job);
  }

  #planOvertime(job: Job, attempt: number): void {
    if (job.run === null) return;
    const { startedAt, chargedSeconds } = job.run;
    const looks = Math.floor(chargedSeconds / OVERTIME_SECONDS) + 1;
    if (looks * OVERTIME_SECONDS < job.plan.seconds)
      this.events.plan(startedAt + looks * OVERTIME_SECONDS, () => this.#chargeOvertime(job, attempt));
  }

  #chargeOvertime(job: Job, attempt: number): void {
    const { run } = job;
    if (run === null || job.attempt !== attempt) return;
    const seconds = this.policy.overtime(run.chargedSeconds, this.now - run.startedAt);
    if (seconds <= 0) return;
    this.store.chargeMore(job, seconds, this.now);
    this.#planOvertime(job, attempt);
  }

  #finish(job: Job, attempt: number): void {
    if (job.run === null || job.attempt !== attempt || !this.#isOnline(job.run.agentId)) return;
    const { run } = job;
    this.#settle(job, this.now, true);
    this.ended += 1;
    for (const watcher of this.#watchers) watcher.afterEnd?.(job, run);
  }

  #isOnline(agentId: string): boolean {
    return this.fleet.seatOf(agentId).group.isOnline;
  }

  #settle(job: Job, endedAt: number, isWholeRun: boolean): void {
    if (job.run === null) return;
    const seconds = endedAt - job.run.startedAt;
    this.running.delete(job.id);
    this.store.settle(job, seconds, isWholeRun);
    this.fleet.occupy(job.run.agentId, -1);
    job.tenant.endedSeconds += seconds;
    job.run = null;
    this.#planRound();
  }

  /** What comes after the last sign of life is not charged. */
  #lose(tier: Tier): void {
    const lostAt = this.now;
    const lost = [...this.running.values()].filter(
      ({ run }) => run !== null && this.fleet.seatOf(run.agentId).group.tier === tier,
    );
    this.events.plan(this.now + LEASE_LOST_SECONDS, () => {
      for (const job of lost) {
        this.#settle(job, lostAt, false);
        this.#wait(job);
      }
    });
  }
}
