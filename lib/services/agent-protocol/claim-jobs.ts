import { env } from "@/lib/config/env";
import type { ClaimAnswer, ClaimBody, ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { LeasedJobRow } from "@/lib/db/queue/list-leased-jobs";
import type { CancelOrderRow } from "@/lib/db/queue/take-cancel-orders";
import { AppError } from "@/lib/domain/errors";
import { CANCEL_GRACE_SECONDS, JOB_TOKEN_EXTRA_SECONDS } from "@/lib/domain/job/lease";
import { signJobToken } from "@/lib/secrets/job-token";
import type { AgentContext } from "@/lib/services/agent-protocol/agent-context";
import { claimDispatcher } from "@/lib/services/agent-protocol/claim-dispatcher";

/**
 * Gives an agent jobs, waiting for them up to `wait_seconds`; also carries orders to cancel and to drain.
 * A repeated `request_id` gets the same jobs, as far as their leases still live. An agent that is draining or disabled
 * gets none; disabled ones are told so with `agent_disabled`. A poll ends early when an admin moves the agent.
 */
export async function claimJobs(ctx: AgentContext, body: ClaimBody): Promise<ClaimAnswer> {
  const claim = { agentId: ctx.agentId, maxJobs: body.max_jobs, requestId: body.request_id ?? null };
  const dispatcher = claimDispatcher(ctx.db, env().ENABLE_TIERED_AGENTS);
  const found = await dispatcher.wait(claim, body.wait_seconds * 1000, ctx.signal);
  // Ended before anybody looked whether it repeats a claim that was given jobs: it is to be asked again, not told of none.
  if (found.agentStatus === null && ctx.signal.reason instanceof AppError) throw ctx.signal.reason;
  return {
    jobs: await Promise.all(found.jobs.map(toClaimedJob)),
    cancel: found.cancel.map(toCancelOrder),
    drain: found.agentStatus === "draining" || found.agentStatus === "drained",
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
