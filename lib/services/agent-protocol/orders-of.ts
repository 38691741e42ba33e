import type { AgentOrders } from "@/lib/ephemeral/ephemeral-state";
import type { Outcome } from "@/lib/live/coalescer";
import type { TakenBeat } from "@/lib/services/agent-protocol/record-beats";

/** The orders that were answered to agents' beats; refused ones have none. */
export function ordersOf(
  answered: readonly [agentId: string, outcome: Outcome<TakenBeat> | undefined][],
): Map<string, AgentOrders> {
  return new Map(
    answered.flatMap(([agentId, outcome]): [string, AgentOrders][] => {
      if (!outcome || !("answer" in outcome)) return [];
      const { status, maxConcurrentJobs } = outcome.answer;
      return [[agentId, { status, maxConcurrentJobs }]];
    }),
  );
}
