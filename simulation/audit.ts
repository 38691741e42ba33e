import type { Assignment } from "@/lib/domain/queue/match-jobs";
import type { AgentGroup } from "./world/fleet";
import { isBefore, type Job } from "./world/job";
import type { Watcher } from "./world/watcher";
import type { World } from "./world/world";

const FAILURES_MAX = 5;

/** What must hold in every story: looks at each round and each start, and counts at the end. */
export class Audit implements Watcher {
  readonly failures: string[] = [];
  readonly #virtualTimes = new Map<string, number>();
  /** In the present round. */
  readonly #started: { job: Job; group: AgentGroup }[] = [];

  constructor(private readonly world: World) {}

  beforeStart(job: Job, { agentId }: Assignment): void {
    const { id, tenant, plan } = job;
    const { agent, group } = this.world.fleet.seatOf(agentId);
    const { tierMax, runningMax } = tenant.terms;
    if (tenant.running >= runningMax)
      this.#fail(`${id}: ${tenant.id} already runs ${tenant.running} of ${runningMax}`);
    if (agent.freeSlots <= 0) this.#fail(`${id}: agent ${agentId} has no free slot`);
    if (!group.isOnline) this.#fail(`${id}: agent ${agentId} is offline`);
    if (group.tierPriority > Math.min(tierMax, plan.tierCeiling ?? tierMax))
      this.#fail(`${id}: agent ${agentId} is above the tier of ${tenant.id}`);
    if (!group.tools.includes(plan.tool)) this.#fail(`${id}: agent ${agentId} has no ${plan.tool}`);
    this.#started.push({ job, group });
    const better = this.world.fleet.groups.find(
      (other) =>
        other.freeSlots > 0 &&
        other.tierPriority > group.tierPriority &&
        other.tierPriority <= Math.min(tierMax, plan.tierCeiling ?? tierMax) &&
        other.tools.includes(plan.tool) &&
        (plan.capabilities ?? []).every((name) => other.capabilities.includes(name)),
    );
    if (better) this.#fail(`${id}: went to ${group.tier} while ${better.tier} had a free slot`);
  }

  afterRound(isComplete: boolean): void {
    for (const { job, group } of this.#started.splice(0)) {
      for (const { lane, jobs } of job.tenant.places.values()) {
        const { first } = jobs;
        if (first && lane.groups.includes(group) && isBefore(first, job))
          this.#fail(
            `${job.id}: its agent could have taken ${first.id} of ${job.tenant.id}, which stands before it`,
          );
      }
    }
    for (const lane of this.world.store.lanes) {
      const before = this.#virtualTimes.get(lane.id) ?? 0;
      if (lane.virtualTime < before) this.#fail(`the virtual time of ${lane.id} went back from ${before}`);
      this.#virtualTimes.set(lane.id, lane.virtualTime);
      if (!isComplete) continue;
      if (lane.inOrder.size > 0 && lane.freeSlots > 0)
        this.#fail(
          `${lane.inOrder.first?.tenant.id} waits in ${lane.id} while an agent that serves it is free`,
        );
    }
  }

  /** At the end of the story. */
  conclude(): void {
    const { submitted, ended, waiting, running, fleet } = this.world;
    if (submitted !== ended + waiting.size + running.size)
      this.#fail(`${submitted} jobs came; ${ended} ended, ${waiting.size} wait and ${running.size} run`);
    for (const { agents, slots } of fleet.groups) {
      for (const { id, currentJobs, freeSlots } of agents)
        if (currentJobs < 0 || freeSlots < 0 || currentJobs + freeSlots !== slots)
          this.#fail(`agent ${id} has ${currentJobs} jobs and ${freeSlots} free of ${slots} slots`);
    }
  }

  #fail(what: string): void {
    if (this.failures.length < FAILURES_MAX) this.failures.push(`at ${this.world.now.toFixed(2)} s: ${what}`);
  }
}
