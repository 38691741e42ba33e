import type { Job } from "./world/job";
import type { Tenant } from "./world/tenant";
import type { Watcher } from "./world/watcher";
import type { World } from "./world/world";

/** Keeps how long jobs waited, and at equal distances in time what everybody has had. */
export class Recorder implements Watcher {
  readonly waits = new Map<Tenant, number[]>();
  readonly samples: { at: number; served: Map<Tenant, number> }[] = [];

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

  sampleEvery(seconds: number): void {
    this.samples.push({ at: this.world.now, served: this.world.served() });
    this.world.events.plan(this.world.now + seconds, () => this.sampleEvery(seconds));
  }
}
