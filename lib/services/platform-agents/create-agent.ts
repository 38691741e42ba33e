import type { AgentView, CreateAgentBody } from "@/lib/contracts/agent";
import { findAgent } from "@/lib/db/agents/find-agent";
import { insertAgent, isAgentNameTaken } from "@/lib/db/agents/insert-agent";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { newId } from "@/lib/db/new-id";
import { transaction } from "@/lib/db/transaction";
import { wake } from "@/lib/live/wake-hub";
import { newKey } from "@/lib/secrets/new-secret";
import type { TenantContext } from "@/lib/services/context";
import { agentNameTaken, agentNotFound } from "@/lib/services/platform-agents/agent-refusals";
import { agentView } from "@/lib/services/platform-agents/agent-view";

export interface AgentWithKey {
  agent: AgentView;
  api_key: string;
  api_key_prefix: string;
}

/**
 * Makes an agent by hand, for a host that cannot hold a bootstrap token.
 *
 * Promise: the agent, its audit entry and its event commit together; the key is in this answer and nowhere else.
 * Fails with `name_taken` when another undeleted agent has the name.
 */
export async function createAgent(ctx: TenantContext, input: CreateAgentBody): Promise<AgentWithKey> {
  const id = newId();
  const key = newKey("agent");
  const agent = await transaction(ctx.db, async (tx) => {
    await insertAgent(tx, ctx.tenantId, {
      id,
      name: input.name,
      tier: input.tier,
      tools: input.tools,
      capabilities: input.capabilities,
      region: input.region ?? null,
      labels: input.labels,
      maxConcurrentJobs: input.max_concurrent_jobs,
      version: null,
      hostname: null,
      apiKeyPrefix: key.prefix,
      apiKeyHash: key.hash,
    });
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "agent.created",
      targetType: "agent",
      targetId: id,
      after: { ...input, api_key_prefix: key.prefix },
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "agent.created",
      subjectType: "agent",
      subjectId: id,
      data: { name: input.name, tier: input.tier },
    });
    const row = await findAgent(tx, ctx.tenantId, id);
    if (!row) throw agentNotFound();
    return agentView(row);
  }).catch((error) => {
    throw isAgentNameTaken(error) ? agentNameTaken(input.name) : error;
  });
  wake("events");
  return { agent, api_key: key.key, api_key_prefix: key.prefix };
}
