import type { AgentView } from "@/lib/contracts/agent";
import { findAgent } from "@/lib/db/agents/find-agent";
import { finishDrains } from "@/lib/db/agents/finish-drains";
import { lockAgent } from "@/lib/db/agents/lock-agent";
import { setAgentStatus } from "@/lib/db/agents/set-agent-status";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { agentNotFound } from "@/lib/services/platform-agents/agent-refusals";
import { agentView } from "@/lib/services/platform-agents/agent-view";

const CHANGES = {
  enable: { status: "active", word: "agent.enabled", already: ["active"] },
  disable: { status: "disabled", word: "agent.disabled", already: ["disabled"] },
  drain: { status: "draining", word: "agent.draining", already: ["draining", "drained"] },
} as const satisfies Record<string, { status: AgentStatus; word: string; already: readonly AgentStatus[] }>;

/**
 * The one way in which people move an agent between working, resting and draining; enable-agent.ts, disable-agent.ts
 * and drain-agent.ts name the three moves.
 *
 * Promise: repeatable, an agent that is there already is answered as it is and nothing is written. A drain of an agent
 * without leases ends in the same transaction. No move takes a lease away.
 */
export async function changeAgentStatus(
  ctx: TenantContext,
  id: string,
  move: keyof typeof CHANGES,
): Promise<{ agent: AgentView }> {
  const { status, word, already } = CHANGES[move];
  const agent = await transaction(ctx.db, async (tx) => {
    // No claim that read the old status is under way, so none can follow this move with a lease.
    await lockDispatch(tx);
    const row = await lockAgent(tx, ctx.tenantId, id);
    if (!row) throw agentNotFound();
    if ((already as readonly AgentStatus[]).includes(row.status)) return agentView(row);
    await setAgentStatus(tx, ctx.tenantId, id, status);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: word,
      targetType: "agent",
      targetId: id,
      before: { name: row.name, status: row.status, current_jobs: row.currentJobs },
      after: { name: row.name, status },
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: word,
      subjectType: "agent",
      subjectId: id,
      data: { name: row.name },
    });
    if (move === "drain") await finishDrains(tx, [id]);
    const moved = await findAgent(tx, ctx.tenantId, id);
    if (!moved) throw agentNotFound();
    return agentView(moved);
  });
  await ephemeralState(ctx.db).forget(id);
  wake("events");
  wake("queue");
  return { agent };
}
