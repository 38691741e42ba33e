import { containsPattern } from "@/lib/db/contains-pattern";
import { type JobRow, SELECT_JOB } from "@/lib/db/jobs/job-row";
import type { Db } from "@/lib/db/transaction";
import type { JobStatus } from "@/lib/domain/job/job-status";

export interface JobFilter {
  statuses?: readonly JobStatus[] | undefined;
  tool?: string | undefined;
  agentId?: string | undefined;
  /** Part of the target in any case, or the job's number, with or without a `#` before it. */
  q?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/**
 * The tenant's jobs, newest first.
 * Index: jobs_tenant_id_id_key, read backwards from the cursor; with statuses jobs_tenant_status_idx, with an agent
 * jobs_agent_idx.
 */
export async function listJobRows(db: Db, tenantId: string, filter: JobFilter): Promise<JobRow[]> {
  const values: unknown[] = [tenantId];
  const conditions = ["j.tenant_id = $1"];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.beforeId !== null) where((p) => `j.id < ${p}`, filter.beforeId);
  if (filter.statuses) where((p) => `j.status = ANY (${p}::text[])`, filter.statuses);
  if (filter.tool) where((p) => `j.tool = ${p}`, filter.tool);
  if (filter.agentId) where((p) => `j.agent_id = ${p}`, filter.agentId);
  if (filter.q) {
    const number = /^#?(\d{1,9})$/.exec(filter.q)?.[1];
    if (number === undefined) where((p) => `j.target ILIKE ${p}`, containsPattern(filter.q));
    else {
      values.push(Number(number));
      where((p) => `(j.number = $${values.length - 1} OR j.target ILIKE ${p})`, containsPattern(filter.q));
    }
  }
  values.push(filter.limit);
  const { rows } = await db.query<JobRow>({
    text: `${SELECT_JOB} WHERE ${conditions.join(" AND ")} ORDER BY j.id DESC LIMIT $${values.length}`,
    values,
  });
  return rows;
}
