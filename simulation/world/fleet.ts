import type { MatchAgent } from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";
import { type Indexed, OrderedIndex } from "./ordered-index";

/** Some agents of one kind. */
export interface AgentsPlan {
  tier: Tier;
  tools: readonly string[];
  capabilities?: readonly string[];
  count: number;
  slots: number;
}

export interface FleetAgent extends MatchAgent, Indexed {}

/** Agents that may run the same jobs. */
export interface AgentGroup {
  tier: Tier;
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
  slots: number;
  agents: FleetAgent[];
  isOnline: boolean;
  freeSlots: number;
  /** Those with a free slot, the best first. */
  free: OrderedIndex<FleetAgent>;
}

/** The agents and their slots. */
export class Fleet {
  readonly groups: readonly AgentGroup[];
  readonly #seats = new Map<string, { agent: FleetAgent; group: AgentGroup }>();

  constructor(plans: readonly AgentsPlan[]) {
    this.groups = plans.map((plan, number) => this.#createGroup(plan, `${plan.tier}${number}`));
  }

  get totalSlots(): number {
    return this.groups.reduce((sum, group) => sum + group.agents.length * group.slots, 0);
  }

  seatOf(agentId: string): { agent: FleetAgent; group: AgentGroup } {
    const seat = this.#seats.get(agentId);
    if (!seat) throw new Error(`there is no agent ${agentId}`);
    return seat;
  }

  agentsOf(groups: readonly AgentGroup[], jobs: number): FleetAgent[] {
    return groups.flatMap((group) => (group.isOnline ? group.free.firstFew(jobs) : []));
  }

  occupy(agentId: string, jobs: 1 | -1): void {
    const { agent, group } = this.seatOf(agentId);
    agent.currentJobs += jobs;
    agent.freeSlots -= jobs;
    agent.loadScore = (100 * agent.currentJobs) / group.slots;
    if (agent.freeSlots < 0) throw new Error(`agent ${agentId} is above its slots`);
    if (group.isOnline) group.freeSlots -= jobs;
    if (agent.freeSlots > 0) group.free.put(agent);
    else group.free.remove(agent);
  }

  setOnline(tier: Tier, isOnline: boolean): void {
    for (const group of this.groups.filter((one) => one.tier === tier)) {
      group.isOnline = isOnline;
      group.freeSlots = isOnline ? group.agents.reduce((sum, agent) => sum + agent.freeSlots, 0) : 0;
    }
  }

  #createGroup(plan: AgentsPlan, name: string): AgentGroup {
    const { tier, tools, capabilities = [], count, slots } = plan;
    const agents = Array.from({ length: count }, (_, i): FleetAgent => {
      const id = `${name}-${String(i).padStart(5, "0")}`;
      return {
        id,
        ownerTenantId: null,
        tier,
        tools,
        capabilities,
        region: null,
        loadScore: 0,
        currentJobs: 0,
        freeSlots: slots,
        isElsewhere: false,
        isBetweenPolls: false,
        indexAt: null,
      };
    });
    const free = new OrderedIndex<FleetAgent>(isLessBusy);
    const group: AgentGroup = {
      tier,
      tierPriority: TIER_PRIORITY[tier],
      tools,
      capabilities,
      slots,
      agents,
      isOnline: true,
      freeSlots: count * slots,
      free,
    };
    for (const agent of agents) {
      free.put(agent);
      this.#seats.set(agent.id, { agent, group });
    }
    return group;
  }
}

function isLessBusy(a: FleetAgent, b: FleetAgent): boolean {
  return a.loadScore === b.loadScore ? a.id < b.id : a.loadScore < b.loadScore;
}
