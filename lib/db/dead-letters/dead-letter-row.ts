import type { DeadLetterState } from "@/lib/domain/job/poison";

/** What was said of a job that agents died of. */
export interface DeadLetterRow {
  jobId: string;
  tenantId: string;
  lostAgents: number;
  at: Date;
  state: DeadLetterState;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  requeuedJobId: string | null;
}

/** Everything of `DeadLetterRow`, of a table or alias d. */
export const DEAD_LETTER_COLUMNS = `d.job_id AS "jobId", d.tenant_id AS "tenantId", d.lost_agents AS "lostAgents", d.at,
  COALESCE(d.resolution, 'open') AS state, d.resolved_at AS "resolvedAt", d.resolved_by AS "resolvedBy",
  d.requeued_job_id AS "requeuedJobId"`;
