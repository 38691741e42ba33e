import { containsPattern } from "@/lib/db/contains-pattern";
import { type JobRow, SELECT_JOB } from "@/lib/db/jobs/job-row";
import type { Db } from "@/lib/db/transaction";
import type { JobStatus } from "@/lib/domain/job/job-status";

export interface AdminJobFilter {
  tenantId?: string | undefined;
  statuses?: readonly JobStatus[] | undefined;
  tool?: string | undefined;
  agentId?: string | undefined;
  /** Part of the target in any case, or a job's number, with or without a `#` before it. */
  q?: string | undefined;
  beforeId: string | null;
  limit: number;
}

export type AdminJobRow = JobRow & { tenantSlug: string };

/** Every tenant's jobs, newest first: ids sort by time, so the primary key is read backwards from the cursor. */
export async function listAdminJobsAcrossTenants(db: Db, filter: AdminJobFilter): Promise<AdminJobRow[]> {
  const values: unknown[] = [];
  const conditions: string[] = ["true"];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.beforeId !== null) where((p) => `j.id < ${p}`, filter.beforeId);
  if (filter.tenantId) where((p) => `j.tenant_id = ${p}`, filter.tenantId);
  if (filter.agentId) where((p) => `j.agent_id = ${p}`, filter.agentId);
  if (filter.statuses) where((p) => `j.status = ANY (${p}::text[])`, filter.statuses);
  if (filter.tool) where((p) => `j.tool = ${p}`, filter.tool);
  if (filter.q) {
    const number = /^#?(\d{1,9})$/.exec(filter.q)?.[1];
    values.push(containsPattern(filter.q));
    const inTarget = `j.target ILIKE $${values.length}`;
    if (number === undefined) conditions.push(inTarget);
    else where((p) => `(j.number = ${p} OR ${inTarget})`, Number(number));
  }
  values.push(filter.limit);
  const { rows } = await db.query<AdminJobRow>({
    text: `SELECT job.*, t.slug AS "tenantSlug"
             FROM (${SELECT_JOB} WHERE ${conditions.join(" AND ")} ORDER BY j.id DESC LIMIT $${values.length}) job
             JOIN tenants t ON t.id = job."tenantId"
            ORDER BY job.id DESC`,
    values,
  });
  return rows;
}
