import type { AgentView } from "@/lib/contracts/agent";
import { findAgent } from "@/lib/db/agents/find-agent";
import { lockAgent } from "@/lib/db/agents/lock-agent";
import { rotateAgentKey as writeKey } from "@/lib/db/agents/rotate-agent-key";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { transaction } from "@/lib/db/transaction";
import { wake } from "@/lib/live/wake-hub";
import { newKey } from "@/lib/secrets/new-secret";
import type { TenantContext } from "@/lib/services/context";
import { agentNotFound } from "@/lib/services/platform-agents/agent-refusals";
import { agentView } from "@/lib/services/platform-agents/agent-view";

/** Gives an agent a new key, shown once in this answer. The old one works until the new one is used, at most 24 hours. */
export async function rotateAgentKey(
  ctx: TenantContext,
  id: string,
): Promise<{ agent: AgentView; api_key: string; api_key_prefix: string }> {
  const key = newKey("agent");
  const agent = await transaction(ctx.db, async (tx) => {
    const row = await lockAgent(tx, ctx.tenantId, id);
    if (!row) throw agentNotFound();
    await writeKey(tx, ctx.tenantId, id, key);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "agent.key_rotated",
      targetType: "agent",
      targetId: id,
      before: { name: row.name, api_key_prefix: row.apiKeyPrefix },
      after: { name: row.name, api_key_prefix: key.prefix },
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "agent.updated",
      subjectType: "agent",
      subjectId: id,
      data: { name: row.name },
    });
    const rotated = await findAgent(tx, ctx.tenantId, id);
    if (!rotated) throw agentNotFound();
    return agentView(rotated);
  });
  wake("keys");
  wake("events");
  return { agent, api_key: key.key, api_key_prefix: key.prefix };
}
