import type { AgentView } from "@/lib/contracts/agent";
import type { TenantContext } from "@/lib/services/context";
import { changeAgentStatus } from "@/lib/services/platform-agents/change-agent-status";

/** Lets an agent finish what it holds and then stop: draining until its last lease ends, at once when it holds none. */
export async function drainAgent(ctx: TenantContext, id: string): Promise<{ agent: AgentView }> {
  return await changeAgentStatus(ctx, id, "drain");
}
