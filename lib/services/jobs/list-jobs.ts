import type { JobView, ListJobsQuery } from "@/lib/contracts/job";
import type { Page } from "@/lib/contracts/page";
import { listJobRows } from "@/lib/db/jobs/list-job-rows";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { JobStatus } from "@/lib/domain/job/job-status";
import type { TenantContext } from "@/lib/services/context";
import { jobViews } from "@/lib/services/jobs/job-view";

const ACTIVE: readonly JobStatus[] = ["queued", "assigned", "running"];

/** A page of the tenant's jobs, newest first. */
export async function listJobs(ctx: TenantContext, query: ListJobsQuery): Promise<Page<JobView>> {
  const found = await listJobRows(ctx.db, ctx.tenantId, {
    statuses: query.status === "active" ? ACTIVE : query.status && [query.status],
    tool: query.tool,
    agentId: query.agent_id,
    q: query.q || undefined,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: await jobViews(ctx.db, rows), next_cursor: nextCursor };
}
