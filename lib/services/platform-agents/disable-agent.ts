import type { AgentView } from "@/lib/contracts/agent";
import type { TenantContext } from "@/lib/services/context";
import { changeAgentStatus } from "@/lib/services/platform-agents/change-agent-status";

/** Gives an agent no new work. It keeps its leases and its key, so what runs on it ends as it would have. */
export async function disableAgent(ctx: TenantContext, id: string): Promise<{ agent: AgentView }> {
  return await changeAgentStatus(ctx, id, "disable");
}
