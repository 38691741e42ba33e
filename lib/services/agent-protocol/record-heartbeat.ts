import type { HeartbeatAnswer, HeartbeatBody } from "@/lib/contracts/agent-protocol";
import { insertEvent } from "@/lib/db/events/insert-event";
import { findAgentOrderAcrossTenants } from "@/lib/db/queue/find-agent-order";
import { type HeartbeatFigures, recordHeartbeat as recordBeat } from "@/lib/db/queue/record-heartbeat";
import { renewLeases } from "@/lib/db/queue/renew-leases";
import { updateAgentTools } from "@/lib/db/queue/update-agent-tools";
import { transaction } from "@/lib/db/transaction";
import { DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { loadScore } from "@/lib/domain/agent/load-score";
import { AppError } from "@/lib/domain/errors";
import { CANCEL_GRACE_SECONDS, HEARTBEAT_SECONDS, LEASE_SECONDS } from "@/lib/domain/job/lease";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { wake } from "@/lib/live/wake-hub";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";

/**
 * A beat: notes that the agent lives and how loaded it is, renews the leases of its running jobs, and answers which
 * to cancel, which it has lost, and whether to drain. A beat never undoes an admin's word. Repeating one is harmless.
 */
export async function recordHeartbeat(ctx: AgentContext, body: HeartbeatBody): Promise<HeartbeatAnswer> {
  const beat = await transaction(ctx.db, async (tx) => {
    // The agent's row before its leases, in the order of the admin's moves.
    const toolsChanged =
      (body.tools !== undefined || body.version !== undefined) &&
      (await updateAgentTools(tx, ctx.agentId, body.tools ?? null, body.version ?? null));
    const leases = await renewLeases(tx, ctx.agentId, body.running ?? null, LEASE_SECONDS);
    const agent = await findAgentOrderAcrossTenants(tx, ctx.agentId);
    const row =
      agent &&
      (await recordBeat(tx, ctx.agentId, figuresOf(body, agent.maxConcurrentJobs), DEGRADED_SECONDS));
    if (!row) throw new AppError("unauthenticated", "The agent has been deleted.");
    const changed = row.wasOffline || toolsChanged;
    if (changed) {
      await insertEvent(tx, {
        tenantId: SYSTEM_TENANT_ID,
        type: row.wasOffline ? "agent.online" : "agent.updated",
        subjectType: "agent",
        subjectId: ctx.agentId,
      });
    }
    return { leases, now: row.now, changed, status: agent.status };
  });
  if (beat.changed) wake("events");
  if (beat.changed) wake("queue");
  return {
    server_time: beat.now.toISOString(),
    next_heartbeat_seconds: HEARTBEAT_SECONDS,
    leases: beat.leases.map((lease) => ({
      job_id: lease.jobId,
      attempt: lease.attempt,
      lease_expires_at: lease.leaseExpiresAt.toISOString(),
    })),
    cancel: beat.leases
      .filter((lease) => lease.isCancelRequested)
      .map((lease) => ({ job_id: lease.jobId, attempt: lease.attempt, grace_seconds: CANCEL_GRACE_SECONDS })),
    lost: (body.running ?? []).filter(
      (named) =>
        !beat.leases.some((lease) => lease.jobId === named.job_id && lease.attempt === named.attempt),
    ),
    drain: beat.status === "draining" || beat.status === "drained",
  };
}

function figuresOf(body: HeartbeatBody, maxConcurrentJobs: number): HeartbeatFigures {
  const figures = {
    cpuPercent: body.cpu_percent ?? 0,
    memoryPercent: body.memory_percent ?? 0,
    diskReadMbps: body.disk_read_mbps ?? 0,
    diskWriteMbps: body.disk_write_mbps ?? 0,
    networkRxMbps: body.network_rx_mbps ?? 0,
    networkTxMbps: body.network_tx_mbps ?? 0,
  };
  return {
    ...figures,
    loadScore: loadScore({ ...figures, currentJobs: body.current_jobs, maxConcurrentJobs }),
  };
}
