import type { FailureReason, JobStatus } from "@/lib/domain/job/job-status";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { Tier } from "@/lib/domain/tier/tier";

/** A job with the agent of its present attempt and its waiting time, both as the database sees them now. */
export interface JobRow {
  id: string;
  tenantId: string;
  number: number;
  kind: "scan";
  tool: string;
  target: string;
  profile: string | null;
  options: Record<string, unknown>;
  capabilities: string[];
  region: string | null;
  priority: number;
  /** While the job is queued the tenant's present base, which the claim goes by; afterwards the one it was submitted with. */
  priorityBase: number;
  tierRequested: Tier | null;
  tierMax: Tier;
  tierDowngraded: boolean;
  selectionMode: SelectionMode;
  status: JobStatus;
  failureReason: FailureReason | null;
  attempt: number;
  maxAttempts: number;
  waited: Record<string, number>;
  agentId: string | null;
  agentName: string | null;
  agentTier: Tier | null;
  /** Whether the agent is the platform's; false without an agent. */
  isPlatformAgent: boolean;
  timeoutSeconds: number;
  queuedAt: Date;
  assignedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
  progress: number | null;
  progressMessage: string | null;
  exitCode: number | null;
  error: string | null;
  findingsCount: number;
  logBytes: number;
  logComplete: boolean;
  retryOfJobId: string | null;
  /** The plan keeps an ended job until then; null for one that has not ended. */
  keptUntil: Date | null;
  submittedBy: string;
  /** From queueing to the last assignment, to the end of a job that never got one, or until now. */
  waitedSeconds: number;
}

/** Everything of `JobRow`; a WHERE may follow with the alias j (jobs). Costs a probe each of attempts and the limits. */
export const SELECT_JOB = `
  SELECT j.id, j.tenant_id AS "tenantId", j.number, j.kind, j.tool, j.target, j.profile, j.options, j.capabilities,
         j.region, j.priority,
         CASE WHEN j.status = 'queued'
              THEN COALESCE((SELECT l.priority_base FROM tenant_platform_limits l WHERE l.tenant_id = j.tenant_id),
                            j.priority_base)
              ELSE j.priority_base END AS "priorityBase",
         j.tier_requested AS "tierRequested", j.tier_max AS "tierMax", j.tier_downgraded AS "tierDowngraded",
         j.selection_mode AS "selectionMode", j.status, j.failure_reason AS "failureReason", j.attempt,
         j.max_attempts AS "maxAttempts", j.waited, j.agent_id AS "agentId", a.agent_name AS "agentName",
         a.tier AS "agentTier", COALESCE(j.agent_tenant_id <> j.tenant_id, false) AS "isPlatformAgent", j.timeout_seconds AS "timeoutSeconds", j.queued_at AS "queuedAt",
         j.assigned_at AS "assignedAt", j.started_at AS "startedAt", j.finished_at AS "finishedAt",
         j.cancel_requested_at AS "cancelRequestedAt", j.progress, j.progress_message AS "progressMessage",
         j.exit_code AS "exitCode", j.error, j.findings_count AS "findingsCount", j.log_bytes::float8 AS "logBytes",
         j.log_complete AS "logComplete", j.retry_of_job_id AS "retryOfJobId", j.submitted_by AS "submittedBy",
         CASE WHEN j.finished_at IS NOT NULL
              THEN j.finished_at + make_interval(days => (SELECT h.history_days FROM tenant_history_limits h
                                                           WHERE h.tenant_id = j.tenant_id)) END AS "keptUntil",
         extract(epoch FROM COALESCE(j.assigned_at, j.finished_at, clock_timestamp()) - j.queued_at)::float8
           AS "waitedSeconds"
    FROM jobs j
    LEFT JOIN attempts a ON a.job_id = j.id AND a.attempt = j.attempt AND a.agent_id = j.agent_id`;
