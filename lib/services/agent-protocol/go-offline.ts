import { goOffline as markOffline } from "@/lib/db/agents/go-offline";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { wake } from "@/lib/live/wake-hub";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";

/**
 * The agent says that it stops: no job is left to it any more. Its leases stay until their time, in case it still has
 * jobs. Harmless to repeat.
 */
export async function goOffline(ctx: AgentContext): Promise<void> {
  const isNew = await markOffline(ctx.db, ctx.agentId);
  // Its next beat, if one comes, is to be heard at once.
  await ephemeralState(ctx.db).forget(ctx.agentId);
  if (!isNew) return;
  wake("events");
  wake("queue");
}
