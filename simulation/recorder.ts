import type { Job } from "./world/job";
import type { Tenant } from "./world/tenant";
import type { Watcher } from "./world/watcher";
import type { World } from "./world/world";

/** With more, every second one is left out from then on: how long a story will be is not known when it begins. */
const SAMPLES_MAX = 240;

export interface Sample {
  at: number;
  served: Map<Tenant, number>;
  /** Those that had a job waiting: with what weight, and for which agents. */
  backlogged: Map<Tenant, { weight: number; agents: string }>;
}

/** Keeps how long jobs waited, and at equal distances in time what everybody has had. */
export class Recorder implements Watcher {
  readonly waits = new Map<Tenant, number[]>();
  samples: Sample[] = [];

  constructor(private readonly world: World) {}

  afterStart(job: Job): void {
    // A job that lost its agent has begun before.
    if (job.attempt > 1) return;
    const waits = this.waits.get(job.tenant);
    const wait = this.world.now - job.queuedAt;
    if (waits) waits.push(wait);
    else this.waits.set(job.tenant, [wait]);
  }

  /** Ascending. */
  waitsOf(tenants: readonly Tenant[]): number[] {
    return tenants.flatMap((tenant) => this.waits.get(tenant) ?? []).sort((a, b) => a - b);
  }

  /** At first; at twice the distance each time that there are too many. */
  sampleEvery(seconds: number): void {
    this.samples.push({ at: this.world.now, served: this.world.served(), backlogged: this.#backlogged() });
    const isFull = this.samples.length > SAMPLES_MAX;
    if (isFull) this.samples = this.samples.filter((_, i) => i % 2 === 0);
    const distance = isFull ? 2 * seconds : seconds;
    this.world.events.plan(this.world.now + distance, () => this.sampleEvery(distance));
  }

  #backlogged(): Sample["backlogged"] {
    const backlogged: Sample["backlogged"] = new Map();
    for (const tenant of this.world.tenants.values()) {
      const lanes = [...tenant.places.values()].filter(({ jobs }) => jobs.size > 0).map(({ lane }) => lane);
      if (lanes.length === 0) continue;
      const agents = this.world.fleet.groups
        .flatMap((group, i) => (lanes.some(({ groups }) => groups.includes(group)) ? [i] : []))
        .join();
      backlogged.set(tenant, { weight: tenant.terms.weight, agents });
    }
    return backlogged;
  }
}
