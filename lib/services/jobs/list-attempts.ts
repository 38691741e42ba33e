import type { AttemptView } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { listAttempts as listAttemptRows } from "@/lib/db/jobs/list-attempts";
import type { TenantContext } from "@/lib/services/context";
import { attemptView } from "@/lib/services/jobs/attempt-view";

/** Every attempt of a job, first to last. A job has at most ten, so there are no pages. */
export async function listAttempts(
  ctx: TenantContext,
  input: { id: string },
): Promise<{ items: AttemptView[]; next_cursor: null }> {
  const job = await getJobRow(ctx.db, ctx.tenantId, input.id);
  const rows = await listAttemptRows(ctx.db, ctx.tenantId, job.id);
  const items = rows.map(attemptView);
  return { items, next_cursor: null };
}
