import { type JobDemand, mayRun } from "@/lib/domain/queue/agent-supply";
import type { QueueSnapshot, SnapshotAgent } from "@/lib/domain/queue/queue-snapshot";

/** Some of the agents that may run a job. */
export interface AgentReach {
  key: string;
  has(agent: SnapshotAgent): boolean;
}

export const EVERYWHERE: AgentReach = { key: "", has: () => true };

/** What a place with more waiting jobs than are counted is taken to have. */
const UNCOUNTED_JOBS = 1_000;

/**
 * Agents by how many jobs wait for a slot of theirs. A job that may go to agents that few others may use can be next there,
 * though it is far back at all of them together: the premium tier's slots are for few, and so are those of a rare tool.
 */
export class AgentCrowds {
  /** One agent for all of its kind, with the slots of all. */
  readonly kinds = new Map<string, SnapshotAgent>();
  private readonly kindOf = new Map<string, string>();
  private readonly crowds = new Map<string, number>();
  private reaches = 0;

  constructor({ agents, lanes, places }: Pick<QueueSnapshot, "agents" | "lanes" | "places">) {
    for (const agent of agents) {
      const { ownerTenantId, tierPriority, tools, capabilities, isOnline } = agent;
      const key = JSON.stringify([ownerTenantId, tierPriority, tools, capabilities, isOnline]);
      this.kindOf.set(agent.id, key);
      const known = this.kinds.get(key);
      this.kinds.set(key, { ...agent, slots: agent.slots + (known?.slots ?? 0) });
    }
    const lanesById = new Map(lanes.map((lane) => [lane.id, lane]));
    const waiting = new Map<string, { demand: JobDemand; jobs: number }>();
    for (const { laneId, tierPriority, tenants, waiting: jobs } of places) {
      const lane = lanesById.get(laneId);
      if (!lane) continue;
      const key = `${laneId} ${tierPriority}`;
      const demand = { ...lane, tenantId: "", tierCeiling: tierPriority };
      const known = waiting.get(key)?.jobs ?? 0;
      waiting.set(key, { demand, jobs: known + tenants * (jobs ?? UNCOUNTED_JOBS) });
    }
    for (const { demand, jobs } of waiting.values()) {
      const serving = [...this.kinds].filter(([, agent]) => agent.isOnline && mayRun(agent, demand));
      const slots = serving.reduce((sum, [, agent]) => sum + agent.slots, 0);
      for (const [key] of serving) this.crowds.set(key, (this.crowds.get(key) ?? 0) + jobs / slots);
    }
  }

  /** All agents that may run the job, and the less crowded of them, in steps that double. */
  reachesOf(demand: JobDemand): AgentReach[] {
    const able = [...this.kinds]
      .filter(([, agent]) => mayRun(agent, demand))
      .map(([key]) => ({ key, crowd: this.crowds.get(key) ?? 0 }))
      .sort((a, b) => a.crowd - b.crowd);
    const reaches = [EVERYWHERE];
    for (let size = 1; size < able.length; size *= 2) {
      // Those that are as crowded belong together.
      if (able[size]?.crowd !== able[size - 1]?.crowd) reaches.push(this.reach(able.slice(0, size)));
    }
    return reaches;
  }

  private reach(kinds: readonly { key: string }[]): AgentReach {
    const keys = new Set(kinds.map(({ key }) => key));
    // Not all of the keys: a forecast looks up by it at every place.
    this.reaches += 1;
    return { key: `${this.reaches}`, has: ({ id }) => keys.has(this.kindOf.get(id) ?? "") };
  }
}
