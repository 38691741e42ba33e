import { goOffline as markOffline } from "@/lib/db/agents/go-offline";
import { wake } from "@/lib/live/wake-hub";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";

/**
 * The agent says that it stops: no job is left to it any more. Its leases stay until their time, in case it still has
 * jobs. Harmless to repeat.
 */
export async function goOffline(ctx: AgentContext): Promise<void> {
  if (!(await markOffline(ctx.db, ctx.agentId))) return;
  wake("events");
  wake("queue");
}
