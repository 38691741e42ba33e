import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { JobFilters } from "@/components/jobs/api/list-jobs-query";
import { JOB_STATUSES } from "@/lib/domain/job/job-status";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

/** The list's filters as the address carries them. */
export const scanSearchParams = {
  status: parseAsStringLiteral([...JOB_STATUSES, "active"] as const),
  tool: parseAsStringLiteral(TOOL_NAMES),
  q: parseAsString,
};

export interface ScanFilterValues {
  status: NonNullable<JobFilters["status"]> | null;
  tool: NonNullable<JobFilters["tool"]> | null;
  q: string | null;
}

/** As the API takes them: what is not set is left out. */
export function jobFilters({ status, tool, q }: ScanFilterValues): JobFilters {
  const text = q?.trim().slice(0, 200);
  return { ...(status ? { status } : {}), ...(tool ? { tool } : {}), ...(text ? { q: text } : {}) };
}
