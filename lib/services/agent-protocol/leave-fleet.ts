import { deleteAgent } from "@/lib/db/agents/delete-agent";
import { lockAgent } from "@/lib/db/agents/lock-agent";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { wake } from "@/lib/live/wake-hub";
import { newKey } from "@/lib/secrets/new-secret";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";

/** The agent leaves for good: its key is dead from this commit on. Refused with `agent_busy` while it holds jobs. */
export async function leaveFleet(ctx: AgentContext, agentTenantId: string): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const agent = await lockAgent(tx, agentTenantId, ctx.agentId);
    if (!agent) throw new AppError("unauthenticated", "The agent has been deleted.");
    if (agent.currentJobs > 0) {
      throw new AppError(
        "agent_busy",
        `This agent still holds ${agent.currentJobs} jobs. Stop it first and let it finish.`,
      );
    }
    await deleteAgent(tx, agentTenantId, ctx.agentId, newKey("agent").hash);
    const target = { tenantId: agentTenantId, targetType: "agent", targetId: ctx.agentId };
    await insertAuditEntry(tx, ctx, {
      ...target,
      action: "agent.left",
      before: { name: agent.name, tier: agent.tier },
    });
    await insertEvent(tx, {
      tenantId: agentTenantId,
      type: "agent.deleted",
      subjectType: "agent",
      subjectId: ctx.agentId,
      data: { name: agent.name },
    });
  });
  await ephemeralState(ctx.db).forget(ctx.agentId);
  wake("keys");
  wake("events");
}
