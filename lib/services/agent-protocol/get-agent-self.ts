import type { AgentSelf } from "@/lib/contracts/agent-protocol";
import { findAgentSelfAcrossTenants } from "@/lib/db/agents/find-agent-self";
import { AppError } from "@/lib/domain/errors";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";

/** The calling agent as the control plane sees it, with the server's time. */
export async function getAgentSelf(ctx: AgentContext): Promise<AgentSelf> {
  const row = await findAgentSelfAcrossTenants(ctx.db, ctx.agentId);
  if (!row) throw new AppError("unauthenticated", "The agent has been deleted.");
  return {
    id: row.id,
    name: row.name,
    tier: row.tier,
    status: row.status,
    max_concurrent_jobs: row.maxConcurrentJobs,
    server_time: row.now.toISOString(),
  };
}
