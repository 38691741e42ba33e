import { deleteAgent as writeDeletion } from "@/lib/db/agents/delete-agent";
import { lockAgent } from "@/lib/db/agents/lock-agent";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { releaseAgentLeases } from "@/lib/db/queue/release-agent-leases";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { wake } from "@/lib/live/wake-hub";
import { newKey } from "@/lib/secrets/new-secret";
import type { TenantContext } from "@/lib/services/context";
import { agentNotFound } from "@/lib/services/platform-agents/agent-refusals";

/**
 * Deletes an agent: gone from every list, its keys dead from this commit on, its name free again. Jobs and
 * attempts that it ran keep naming it.
 *
 * Promise: an agent that holds jobs is refused with `agent_busy`, and with `isForced` its jobs go back to the queue in
 * the same transaction, so none is left without an owner.
 */
export async function deleteAgent(
  ctx: TenantContext,
  input: { id: string; isForced: boolean },
): Promise<void> {
  const { id, isForced } = input;
  await transaction(ctx.db, async (tx) => {
    // No claim that still knows the agent is under way, so none can give it a lease after this commit.
    await lockDispatch(tx);
    const row = await lockAgent(tx, ctx.tenantId, id);
    if (!row) throw agentNotFound();
    if (row.currentJobs > 0 && !isForced) throw agentBusy(row.name, row.currentJobs);
    const released = row.currentJobs > 0 ? await releaseAgentLeases(tx, ctx.tenantId, ctx, id) : 0;
    // The hash of a secret that is thrown away here: no key can ever match it.
    await writeDeletion(tx, ctx.tenantId, id, newKey("agent").hash);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "agent.deleted",
      targetType: "agent",
      targetId: id,
      before: { name: row.name, tier: row.tier, status: row.status, api_key_prefix: row.apiKeyPrefix },
      after: { is_forced: isForced, jobs_returned_to_queue: released },
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "agent.deleted",
      subjectType: "agent",
      subjectId: id,
      data: { name: row.name },
    });
  });
  await ephemeralState(ctx.db).forget(id);
  wake("keys");
  wake("events");
  wake("queue");
}

function agentBusy(name: string, jobs: number): AppError {
  return new AppError(
    "agent_busy",
    `${name} holds ${jobs} job${jobs === 1 ? "" : "s"}. Drain it first, or repeat with force=true to send them back to the queue.`,
    { members: { current_jobs: jobs } },
  );
}
