import type { AgentView, UpdateAgentBody } from "@/lib/contracts/agent";
import type { AgentRow } from "@/lib/db/agents/agent-row";
import { findAgent } from "@/lib/db/agents/find-agent";
import { isAgentNameTaken } from "@/lib/db/agents/insert-agent";
import { lockAgent } from "@/lib/db/agents/lock-agent";
import { updateAgent as writeAgent } from "@/lib/db/agents/update-agent";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { transaction } from "@/lib/db/transaction";
import { changedFields } from "@/lib/domain/audit/changed-fields";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { agentNameTaken, agentNotFound } from "@/lib/services/platform-agents/agent-refusals";
import { agentView } from "@/lib/services/platform-agents/agent-view";

/**
 * Changes an agent's name, tier, capacity, region, capabilities or labels. A new tier or capacity counts from the next
 * claim; jobs that run go on.
 *
 * Promise: the audit entry holds the name and exactly the fields that changed; a new tier has an entry of its own besides. A change
 * that changes nothing writes nothing.
 */
export async function updateAgent(
  ctx: TenantContext,
  input: { id: string; body: UpdateAgentBody },
): Promise<{ agent: AgentView }> {
  const { id, body } = input;
  const agent = await transaction(ctx.db, async (tx) => {
    const row = await lockAgent(tx, ctx.tenantId, id);
    if (!row) throw agentNotFound();
    const before = settingsOf(row);
    const after = { ...before, ...body };
    const change = changedFields(before, after);
    if (!change) return agentView(row);
    await writeAgent(tx, ctx.tenantId, id, {
      name: after.name,
      tier: after.tier,
      maxConcurrentJobs: after.max_concurrent_jobs,
      region: after.region,
      capabilities: after.capabilities,
      labels: after.labels,
    });
    const target = { tenantId: ctx.tenantId, targetType: "agent", targetId: id };
    await insertAuditEntry(tx, ctx, {
      ...target,
      action: "agent.updated",
      before: { name: before.name, ...change.before },
      after: { name: after.name, ...change.after },
    });
    if (before.tier !== after.tier) {
      await insertAuditEntry(tx, ctx, {
        ...target,
        action: "agent.tier_changed",
        before: { name: before.name, tier: before.tier },
        after: { name: after.name, tier: after.tier },
      });
    }
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "agent.updated",
      subjectType: "agent",
      subjectId: id,
      data: { name: after.name },
    });
    const updated = await findAgent(tx, ctx.tenantId, id);
    if (!updated) throw agentNotFound();
    return agentView(updated);
  }).catch((error) => {
    throw isAgentNameTaken(error) && body.name ? agentNameTaken(body.name) : error;
  });
  await ephemeralState(ctx.db).forget(id);
  wake("events");
  wake("queue");
  return { agent };
}

function settingsOf(row: AgentRow) {
  return {
    name: row.name,
    tier: row.tier,
    max_concurrent_jobs: row.maxConcurrentJobs,
    region: row.region,
    capabilities: row.capabilities,
    labels: row.labels,
  };
}
