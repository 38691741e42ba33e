import { env } from "@/lib/config/env";
import type { ClaimAnswer, ClaimBody, ClaimedJob } from "@/lib/contracts/agent-protocol";
import { listClaimRequestsAcrossTenants } from "@/lib/db/queue/claim-requests";
import { findAgentOrderAcrossTenants } from "@/lib/db/queue/find-agent-order";
import { type LeasedJobRow, listLeasedJobsAcrossTenants } from "@/lib/db/queue/list-leased-jobs";
import { beginPolling, endPolling } from "@/lib/db/queue/set-polling";
import { type CancelOrderRow, takeCancelOrdersAcrossTenants } from "@/lib/db/queue/take-cancel-orders";
import { type AgentStatus, DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { AppError } from "@/lib/domain/errors";
import { CANCEL_GRACE_SECONDS, JOB_TOKEN_EXTRA_SECONDS, POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import { wake } from "@/lib/live/wake-hub";
import { signJobToken } from "@/lib/secrets/job-token";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";
import { claimDispatcher, type DispatchAnswer } from "@/lib/services/agent-protocol/claim-dispatcher";

/**
 * Gives an agent jobs, waiting for them up to `wait_seconds`; also carries orders to cancel and to drain.
 * A repeated `request_id` gets the same jobs, as far as their leases still live. An agent that is draining or disabled
 * gets none; disabled ones are told so with `agent_disabled`. A poll ends early when an admin moves the agent.
 */
export async function claimJobs(ctx: AgentContext, body: ClaimBody): Promise<ClaimAnswer> {
  const replay = await findReplay(ctx, body.request_id ?? null);
  if (replay) return await answer(ctx, { jobs: replay, cancel: [] });
  const order = await findAgentOrderAcrossTenants(ctx.db, ctx.agentId);
  if (!order) throw new AppError("unauthenticated", "The agent has been deleted.");
  if (body.max_jobs > 0 && order.status === "disabled") {
    throw new AppError(
      "agent_disabled",
      "An admin has disabled this agent. It gets no new jobs until it is enabled.",
    );
  }
  if (body.max_jobs > 0 && order.status !== "active") {
    return await answer(ctx, {
      jobs: [],
      cancel: await takeCancelOrdersAcrossTenants(ctx.db, [ctx.agentId]),
    });
  }
  return await answer(ctx, await poll(ctx, body, order.status));
}

async function findReplay(ctx: AgentContext, requestId: string | null): Promise<LeasedJobRow[] | null> {
  if (requestId === null) return null;
  const [known] = await listClaimRequestsAcrossTenants(ctx.db, [{ agentId: ctx.agentId, requestId }]);
  if (!known) return null;
  const refs = known.jobs.map((job) => ({ agentId: ctx.agentId, jobId: job.job_id, attempt: job.attempt }));
  return await listLeasedJobsAcrossTenants(ctx.db, refs);
}

async function poll(ctx: AgentContext, body: ClaimBody, agentStatus: AgentStatus): Promise<DispatchAnswer> {
  // Nothing is left to an agent that waits for orders only.
  const preferredSeconds =
    body.wait_seconds > 0 && body.max_jobs > 0 ? body.wait_seconds + POLL_GRACE_SECONDS : 0;
  const mark = await beginPolling(ctx.db, ctx.agentId, preferredSeconds, DEGRADED_SECONDS);
  const claim = {
    agentId: ctx.agentId,
    agentStatus,
    maxJobs: body.max_jobs,
    requestId: body.request_id ?? null,
  };
  const dispatcher = claimDispatcher(ctx.db, env().ENABLE_TIERED_AGENTS);
  try {
    return await dispatcher.wait(claim, body.wait_seconds * 1000, ctx.signal);
  } finally {
    // Whoever hung up is not preferred for a job any more; whoever was answered is about to ask again.
    if (preferredSeconds > 0 && mark !== null) {
      await endPolling(ctx.db, ctx.agentId, mark, ctx.signal.aborted ? 0 : POLL_GRACE_SECONDS);
      if (ctx.signal.aborted) wake("queue");
    }
  }
}

async function answer(ctx: AgentContext, { jobs, cancel }: DispatchAnswer): Promise<ClaimAnswer> {
  const status = (await findAgentOrderAcrossTenants(ctx.db, ctx.agentId))?.status;
  return {
    jobs: await Promise.all(jobs.map(toClaimedJob)),
    cancel: cancel.map(toCancelOrder),
    drain: status === "draining" || status === "drained",
  };
}

export function toCancelOrder(order: CancelOrderRow): ClaimAnswer["cancel"][number] {
  return { job_id: order.jobId, attempt: order.attempt, grace_seconds: CANCEL_GRACE_SECONDS };
}

async function toClaimedJob(row: LeasedJobRow): Promise<ClaimedJob> {
  const lifeSeconds = row.timeoutSeconds + JOB_TOKEN_EXTRA_SECONDS;
  const token = await signJobToken(
    {
      jobId: row.id,
      attempt: row.attempt,
      agentId: row.agentId,
      tenantId: row.tenantId,
      isPlatformAgent: row.isPlatformAgent,
    },
    row.assignedAt,
    new Date(row.assignedAt.getTime() + lifeSeconds * 1000),
  );
  return {
    id: row.id,
    attempt: row.attempt,
    lease_expires_at: row.leaseExpiresAt.toISOString(),
    job_token: token,
    kind: row.kind,
    tool: row.tool,
    target: row.target,
    profile: row.profile,
    options: row.options,
    capabilities: row.capabilities,
    region: row.region,
    timeout_seconds: row.timeoutSeconds,
    tenant_id: row.tenantId,
    archive: row.archive,
  };
}
