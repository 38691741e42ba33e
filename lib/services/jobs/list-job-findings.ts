import type * as z from "zod";
import { instant } from "@/lib/contracts/field";
import type { FindingView } from "@/lib/contracts/finding";
import type { ListFindingsQuery } from "@/lib/contracts/job";
import type { Page } from "@/lib/contracts/page";
import { listJobFindings as listJobFindingRows } from "@/lib/db/findings/list-job-findings";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { decodeCursor, encodeCursor } from "@/lib/domain/cursor";
import { isUuid } from "@/lib/domain/is-uuid";
import type { TenantContext } from "@/lib/services/context";

/** A page of what one job found, worst first. */
export async function listJobFindings(
  ctx: TenantContext,
  input: { id: string } & z.output<typeof ListFindingsQuery>,
): Promise<Page<FindingView>> {
  const job = await getJobRow(ctx.db, ctx.tenantId, input.id);
  const found = await listJobFindingRows(ctx.db, ctx.tenantId, job.id, {
    severity: input.severity,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor, readPosition),
    limit: input.limit + 1,
  });
  const rows = found.slice(0, input.limit);
  const last = rows.at(-1);
  const items = rows.map(({ rank: _, ruleId, isNew, firstSeenAt, lastSeenAt, ...row }) => ({
    ...row,
    tool: job.tool,
    rule_id: ruleId,
    is_new: isNew,
    first_seen_at: instant(firstSeenAt),
    last_seen_at: instant(lastSeenAt),
  }));
  return {
    items,
    next_cursor: found.length > input.limit && last ? encodeCursor([last.rank, last.id]) : null,
  };
}

function readPosition(value: unknown): { rank: number; id: string } | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [rank, id] = value;
  if (!Number.isInteger(rank) || rank < 1 || rank > 100) return null;
  return typeof id === "string" && isUuid(id) ? { rank, id } : null;
}
