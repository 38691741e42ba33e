import { chargeOf } from "@/lib/domain/queue/fair-share";
import {
  type Assignment,
  canRun,
  type Match,
  type MatchAgent,
  type MatchJob,
} from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";

/** Jobs of a tenant in its own order, those that were assigned among them. */
export interface TenantLine {
  weight: number;
  jobs: readonly MatchJob[];
}

type Agent = Pick<MatchAgent, "ownerTenantId" | "tier" | "tools" | "capabilities" | "freeSlots">;

/**
 * What the tenants' turns are used for. A turn comes in a lane, but it is the tenant's: of its jobs that the agent can
 * take the first one goes, by priority and age, whichever tool's lane it waits in. To everybody else it is as if the job
 * whose turn it was had gone: the same agent is busy, and the charge counts in that job's lane.
 *
 * Promise: afterwards no job of a line is left that stands before an assigned one of the same tenant whose agent could
 * have taken it, but for one that a better tier has a slot for: that goes there in the next round. `left`: what is for
 * agents elsewhere. Assignments to tenants' own agents stay as they are.
 */
export function keepTenantOrder(
  assignments: readonly Assignment[],
  agents: ReadonlyMap<string, Agent>,
  lines: ReadonlyMap<string, TenantLine>,
  left: Match["left"],
): readonly Assignment[] {
  if (lines.size === 0) return assignments;
  let known: Agent[] | null = null;
  // Few turns are used for another job: then only it is looked for.
  const spare = () => {
    known ??= spareAgents(agents, [...left, ...assignments]);
    return known;
  };
  const gone = new Set([...left, ...assignments].map(({ jobId }) => jobId));
  const kept = new Map<string, Assignment[]>();
  for (const one of assignments)
    if (one.chargedSeconds > 0 && lines.has(one.tenantId))
      kept.set(one.tenantId, [...(kept.get(one.tenantId) ?? []), one]);
  const used = new Map<Assignment, Assignment>();
  for (const [tenantId, turns] of kept) {
    const line = lines.get(tenantId);
    if (!line) continue;
    const chosen = choose(turns, agents, spare, line.jobs, gone);
    let drift = 0;
    for (const [index, turn] of turns.entries()) {
      const job = chosen[index];
      const changed = job ? withJob(turn, job, line.weight) : turn;
      used.set(turn, { ...changed, pass: turn.pass + drift });
      drift += changed.chargedPass - turn.chargedPass;
    }
  }
  return assignments.map((one) => used.get(one) ?? one);
}

/** What goes in each turn; undefined: what was to go. */
function choose(
  turns: readonly Assignment[],
  agents: ReadonlyMap<string, Agent>,
  spare: () => readonly Agent[],
  line: readonly MatchJob[],
  gone: Set<string>,
): (MatchJob | undefined)[] {
  const positions = new Map(line.map(({ id }, position) => [id, position]));
  const chosen: (MatchJob | undefined)[] = turns.map(() => undefined);
  // A job that has made way may stand before what goes in another turn.
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const [index, { jobId, agentId }] of turns.entries()) {
      const agent = agents.get(agentId);
      const present = chosen[index]?.id ?? jobId;
      const end = positions.get(present);
      const first =
        agent && line.slice(0, end ?? 0).find((job) => !gone.has(job.id) && mayTake(agent, job, spare));
      if (!first) continue;
      gone.delete(present);
      gone.add(first.id);
      chosen[index] = first;
      hasChanged = true;
    }
  }
  return chosen;
}

function mayTake(agent: Agent, job: MatchJob, spare: () => readonly Agent[]): boolean {
  if (job.selectionMode === "tenant_only" || !mayServe(agent, job)) return false;
  return !spare().some((one) => TIER_PRIORITY[one.tier] > TIER_PRIORITY[agent.tier] && mayServe(one, job));
}

function mayServe(agent: Agent, job: MatchJob): boolean {
  return TIER_PRIORITY[agent.tier] <= job.tierCeiling && canRun(agent, job);
}

/** The platform's agents that have a slot left, one of each kind. */
function spareAgents(agents: ReadonlyMap<string, Agent>, given: readonly { agentId: string }[]): Agent[] {
  const used = new Map<string, number>();
  for (const { agentId } of given) used.set(agentId, (used.get(agentId) ?? 0) + 1);
  const kinds = new Map<string, Agent>();
  for (const [id, agent] of agents)
    if (agent.ownerTenantId === null && agent.freeSlots > (used.get(id) ?? 0))
      kinds.set(JSON.stringify([agent.tier, agent.tools, agent.capabilities]), agent);
  return [...kinds.values()];
}

function withJob(turn: Assignment, job: MatchJob, weight: number): Assignment {
  const chargedSeconds = job.estimateSeconds;
  return { ...turn, jobId: job.id, chargedSeconds, chargedPass: chargeOf(chargedSeconds, weight) };
}
