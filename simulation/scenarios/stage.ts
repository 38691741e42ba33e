import { Audit } from "../audit";
import { fairShare, type SharePolicy } from "../policies/share-policy";
import { Random } from "../random";
import { Recorder } from "../recorder";
import type { AgentsPlan } from "../world/fleet";
import type { Job, JobPlan } from "../world/job";
import type { Tenant, Terms } from "../world/tenant";
import { World } from "../world/world";

/** Given the job that has just started. */
export type NextJob = (started?: JobPlan) => JobPlan;

export interface StageOptions {
  policy?: SharePolicy;
  /** How often, at first, to write down what everybody has had, for a report and a chart. */
  sampleSeconds?: number;
}

/** A world under audit, and how its tenants behave. */
export class Stage {
  readonly world: World;
  readonly audit: Audit;
  readonly recorder: Recorder;
  readonly #refills = new Map<Tenant, NextJob>();

  constructor(agents: readonly AgentsPlan[], { policy = fairShare, sampleSeconds }: StageOptions = {}) {
    this.world = new World(agents, policy);
    this.audit = new Audit(this.world);
    this.recorder = new Recorder(this.world);
    this.world.watch(this.audit);
    this.world.watch(this.recorder);
    this.world.watch({ afterStart: (job) => this.#refill(job) });
    if (sampleSeconds !== undefined) this.recorder.sampleEvery(sampleSeconds);
  }

  /** A tenant that always has `count` jobs waiting, or none of its own accord. */
  addTenant(id: string, terms: Terms, count = 0, next: NextJob | null = null): Tenant {
    const tenant = this.world.addTenant(id, terms);
    if (next) this.keepBacklog(tenant, count, next);
    return tenant;
  }

  keepBacklog(tenant: Tenant, count: number, next: NextJob): void {
    this.#refills.set(tenant, next);
    for (let i = 0; i < count; i++) this.world.submit(tenant, next());
  }

  endBacklog(tenant: Tenant): void {
    this.#refills.delete(tenant);
  }

  /** Jobs that come independently of each other from now on. */
  arrive(tenant: Tenant, random: Random, meanSeconds: number, next: NextJob): void {
    this.world.events.plan(this.world.now + random.exponential(meanSeconds), () => {
      this.world.submit(tenant, next());
      this.arrive(tenant, random, meanSeconds, next);
    });
  }

  onStart(look: (job: Job) => void): void {
    this.world.watch({ afterStart: look });
  }

  /** Goes on until this many more jobs have been claimed. */
  runClaims(count: number): void {
    const end = this.world.claims + count;
    this.world.run(() => this.world.claims >= end);
  }

  runSeconds(seconds: number): void {
    this.world.run(null, this.world.now + seconds);
  }

  #refill({ tenant, attempt, plan }: Job): void {
    const next = this.#refills.get(tenant);
    if (next && attempt === 1) this.world.submit(tenant, next(plan));
  }
}

/** The generator of a scenario's seed: scenarios of one seed have nothing in common. */
export function randomOf(scenario: string, seed: number): Random {
  let hash = seed;
  for (const letter of scenario) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return new Random(hash >>> 0);
}
