import type { AdminJobView, ListAdminJobsQuery } from "@/lib/contracts/admin-job";
import type { Page } from "@/lib/contracts/page";
import { listAdminJobsAcrossTenants } from "@/lib/db/admin-jobs/list-admin-jobs";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { JobStatus } from "@/lib/domain/job/job-status";
import type { Context } from "@/lib/services/context";
import { jobViews } from "@/lib/services/jobs/job-view";
import { readWholeTables } from "@/lib/services/whole-table-reads";

const ACTIVE: readonly JobStatus[] = ["queued", "assigned", "running"];

/** A page of every tenant's jobs, newest first, each with its tenant's name in addresses. */
export async function listAdminJobs(ctx: Context, query: ListAdminJobsQuery): Promise<Page<AdminJobView>> {
  const filter = {
    tenantId: query.tenant_id,
    statuses: query.status === "active" ? ACTIVE : query.status && [query.status],
    tool: query.tool,
    agentId: query.agent_id,
    q: query.q,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  };
  const list = () => listAdminJobsAcrossTenants(ctx.db, filter);
  const isNarrow = !query.q && !query.tool && !query.status;
  const found = isNarrow ? await list() : await readWholeTables(list);
  const { rows, nextCursor } = cutPage(found, query.limit);
  const views = await jobViews(ctx.db, rows);
  const slugs = new Map(rows.map((row) => [row.id, row.tenantSlug]));
  return {
    items: views.map((view) => ({ ...view, tenant_slug: slugs.get(view.id) ?? "" })),
    next_cursor: nextCursor,
  };
}
