export interface DueLeaseRow {
  jobId: string;
  attempt: number;
  agentId: string;
  maxAttempts: number;
  isCancelRequested: boolean;
  /** Whether an agent of the platform holds it. */
  isPlatformAgent: boolean;
}

/** Live leases `l`, with their jobs `j`, as rows of this kind. Whoever reads them locks them and takes them away. */
export const DUE_LEASE_SQL = `SELECT l.job_id AS "jobId", l.attempt, l.agent_id AS "agentId", j.max_attempts AS "maxAttempts",
                  l.cancel_requested_at IS NOT NULL AS "isCancelRequested", l.is_platform_agent AS "isPlatformAgent"
             FROM job_leases l JOIN jobs j ON j.id = l.job_id`;
