import type { AgentView } from "@/lib/contracts/agent";
import type { TenantContext } from "@/lib/services/context";
import { changeAgentStatus } from "@/lib/services/platform-agents/change-agent-status";

/** Lets an agent work again: ends a disable, a drain under way and a finished drain. */
export async function enableAgent(ctx: TenantContext, id: string): Promise<{ agent: AgentView }> {
  return await changeAgentStatus(ctx, id, "enable");
}
