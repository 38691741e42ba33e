import { instant } from "@/lib/contracts/field";
import type { AttemptView } from "@/lib/contracts/job";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { listAttempts as listAttemptRows } from "@/lib/db/jobs/list-attempts";
import type { TenantContext } from "@/lib/services/context";

/** Every attempt of a job, first to last. A job has at most ten, so there are no pages. */
export async function listAttempts(
  ctx: TenantContext,
  input: { id: string },
): Promise<{ items: AttemptView[]; next_cursor: null }> {
  const job = await getJobRow(ctx.db, ctx.tenantId, input.id);
  const rows = await listAttemptRows(ctx.db, ctx.tenantId, job.id);
  const items = rows.map((row) => ({
    attempt: row.attempt,
    agent: {
      id: row.agentId,
      name: row.agentName,
      tier: row.tier,
      is_platform_agent: row.isPlatformAgent,
    },
    assigned_at: instant(row.assignedAt),
    started_at: instant(row.startedAt),
    finished_at: instant(row.finishedAt),
    outcome: row.outcome,
    exit_code: row.exitCode,
    reason: row.reason,
    error: row.error,
    log: { bytes: row.logBytes, complete: row.logComplete },
  }));
  return { items, next_cursor: null };
}
