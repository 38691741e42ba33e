import type { AgentDetail } from "@/lib/contracts/agent";
import { instant } from "@/lib/contracts/field";
import { findAgent } from "@/lib/db/agents/find-agent";
import { listRunningJobsAcrossTenants } from "@/lib/db/agents/list-running-jobs";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import type { TenantContext } from "@/lib/services/context";
import { agentNotFound } from "@/lib/services/platform-agents/agent-refusals";
import { agentView } from "@/lib/services/platform-agents/agent-view";

/** One of the tenant's or the platform's agents and the jobs that it holds now. */
export async function getAgent(ctx: TenantContext, id: string): Promise<AgentDetail> {
  const found = await findAgent(ctx.db, ctx.tenantId, id);
  const [row] = await ephemeralState(ctx.db).freshen(found ? [found] : []);
  if (!row) throw agentNotFound();
  const jobs = await listRunningJobsAcrossTenants(ctx.db, id);
  return {
    agent: agentView(row),
    running_jobs: jobs.map((job) => ({
      id: job.id,
      tenant_id: job.tenantId,
      number: job.number,
      tool: job.tool,
      target: job.target,
      status: job.status,
      attempt: job.attempt,
      assigned_at: instant(job.assignedAt),
      started_at: instant(job.startedAt),
      progress: job.progress,
    })),
  };
}
