import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { AdminJobFilters } from "@/components/queue/api/list-admin-jobs-query";
import { JOB_STATUSES } from "@/lib/domain/job/job-status";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

/** The list's filters as the address carries them. */
export const adminJobSearchParams = {
  status: parseAsStringLiteral([...JOB_STATUSES, "active"] as const),
  tool: parseAsStringLiteral(TOOL_NAMES),
  q: parseAsString,
};

export interface AdminJobFilterValues {
  status: NonNullable<AdminJobFilters["status"]> | null;
  tool: NonNullable<AdminJobFilters["tool"]> | null;
  q: string | null;
}

/** As the API takes them: what is not set is left out. */
export function adminJobFilters({ status, tool, q }: AdminJobFilterValues): AdminJobFilters {
  const text = q?.trim().slice(0, 200);
  return { ...(status ? { status } : {}), ...(tool ? { tool } : {}), ...(text ? { q: text } : {}) };
}
