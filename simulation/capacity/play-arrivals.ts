import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";
import { PLANS, type PlanName } from "../plans";
import type { Event } from "../world/event-queue";
import type { Job, Run } from "../world/job";
import type { Watcher } from "../world/watcher";
import { World } from "../world/world";
import type { TierAgents } from "./parse-agents";
import type { Arrival } from "./parse-trace";

/** By the highest tier of the tenant, as the product's tiers are set up. */
const QUEUE_SECONDS_MAX = new Map<number, number>([
  [TIER_PRIORITY.shared, 3_600],
  [TIER_PRIORITY.dedicated, 1_800],
  [TIER_PRIORITY.premium, 600],
]);

export interface PlanOutcome {
  jobs: number;
  /** The tenant had as many jobs waiting as it may. */
  refused: number;
  /** Waited as long as a job may. */
  expired: number;
  waits: number[];
}

export interface Outcome {
  plans: Map<PlanName, PlanOutcome>;
  tenants: number;
  /** From the start to the end of the last job. */
  seconds: number;
  /** Of the first and of the last job. */
  arrivedSeconds: { first: number; last: number };
  /** Slot-seconds used, and there in all, by tier; between these two, as what is left after the last job runs on ever fewer slots. */
  slotSeconds: Map<Tier, { used: number; all: number }>;
}

/** Lets jobs come, in order of time, to agents of which each has all tools, under the limits of the plans. */
export function playArrivals(
  agents: readonly TierAgents[],
  tools: readonly string[],
  arrivals: Iterable<Arrival>,
): Outcome {
  return new Arrivals(agents, tools).play(arrivals[Symbol.iterator]());
}

class Arrivals implements Watcher {
  readonly #world: World;
  readonly #plans = new Map<PlanName, PlanOutcome>();
  readonly #waiting = new Map<Job, { plan: PlanName; expiry: Event }>();
  readonly #waitingOf = new Map<string, number>();
  readonly #slotSeconds = new Map<Tier, { used: number; all: number }>();
  #endedAt = 0;
  #firstArrivalAt = Number.POSITIVE_INFINITY;
  /** Of those that are known: always one more than have come, as long as there are any. */
  #lastArrivalAt = 0;

  constructor(
    private readonly agents: readonly TierAgents[],
    tools: readonly string[],
  ) {
    this.#world = new World(agents.map((some) => ({ ...some, tools })));
    this.#world.watch(this);
    for (const { tier } of agents) this.#slotSeconds.set(tier, { used: 0, all: 0 });
  }

  play(source: Iterator<Arrival>): Outcome {
    this.#planNext(source);
    this.#world.run(null);
    const first = Math.min(this.#firstArrivalAt, this.#lastArrivalAt);
    const last = this.#lastArrivalAt;
    for (const { tier, count, slots } of this.agents)
      this.#slotsOf(tier).all += count * slots * (last - first);
    return {
      plans: this.#plans,
      tenants: this.#world.tenants.size,
      seconds: this.#endedAt,
      arrivedSeconds: { first, last },
      slotSeconds: this.#slotSeconds,
    };
  }

  afterStart(job: Job): void {
    this.#outcomeOf(this.#leaveQueue(job)).waits.push(this.#world.now - job.queuedAt);
  }

  afterEnd(_job: Job, { agentId, startedAt }: Run): void {
    const usedUntil = Math.min(this.#world.now, this.#lastArrivalAt);
    this.#slotsOf(this.#world.fleet.seatOf(agentId).group.tier).used += Math.max(0, usedUntil - startedAt);
    this.#endedAt = this.#world.now;
  }

  #planNext(source: Iterator<Arrival>): void {
    const { value, done } = source.next();
    if (done) return;
    this.#firstArrivalAt = Math.min(this.#firstArrivalAt, value.atSeconds);
    this.#lastArrivalAt = value.atSeconds;
    this.#world.events.plan(value.atSeconds, () => {
      this.#arrive(value);
      this.#planNext(source);
    });
  }

  #arrive({ tenant: id, plan, tool, seconds }: Arrival): void {
    const terms = PLANS[plan];
    const waiting = this.#waitingOf.get(id) ?? 0;
    const outcome = this.#outcomeOf(plan);
    outcome.jobs += 1;
    if (waiting >= terms.waitingMax) {
      outcome.refused += 1;
      return;
    }
    const tenant = this.#world.tenants.get(id) ?? this.#world.addTenant(id, terms);
    if (tenant.terms !== terms) this.#world.changeTerms(tenant, terms);
    const job = this.#world.submit(tenant, { tool, seconds });
    this.#waitingOf.set(id, waiting + 1);
    const limit = QUEUE_SECONDS_MAX.get(terms.tierMax) ?? Number.POSITIVE_INFINITY;
    const expiry = this.#world.events.plan(this.#world.now + limit, () => {
      if (this.#world.withdraw(job)) this.#outcomeOf(this.#leaveQueue(job)).expired += 1;
    });
    this.#waiting.set(job, { plan, expiry });
  }

  #leaveQueue(job: Job): PlanName {
    const known = this.#waiting.get(job);
    if (known === undefined) throw new Error(`job ${job.id} leaves the queue twice`);
    this.#waiting.delete(job);
    // Else the job would be kept in memory for as long as it might have waited.
    this.#world.events.cancel(known.expiry);
    this.#waitingOf.set(job.tenant.id, (this.#waitingOf.get(job.tenant.id) ?? 0) - 1);
    return known.plan;
  }

  #outcomeOf(plan: PlanName): PlanOutcome {
    const known = this.#plans.get(plan);
    if (known) return known;
    const outcome = { jobs: 0, refused: 0, expired: 0, waits: [] };
    this.#plans.set(plan, outcome);
    return outcome;
  }

  #slotsOf(tier: Tier): { used: number; all: number } {
    const slots = this.#slotSeconds.get(tier);
    if (!slots) throw new Error(`there are no ${tier} agents`);
    return slots;
  }
}
