import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import { type FailureReason, isTerminal, type JobStatus } from "@/lib/domain/job/job-status";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

export interface JobOptions {
  status?: JobStatus;
  /** Needed for assigned, running, succeeded, failed and timed_out; optional for cancelled. */
  agent?: { id: string; name: string; tenantId: string; tier: Tier };
  tool?: string;
  target?: string;
  capabilities?: readonly string[];
  region?: string | null;
  priority?: number;
  priorityBase?: number;
  tierMax?: Tier;
  selectionMode?: SelectionMode;
  attempt?: number;
  maxAttempts?: number;
  timeoutSeconds?: number;
  failureReason?: FailureReason;
  /** How long ago it was queued, in seconds. */
  queuedSecondsAgo?: number;
  /** How long it ran, or has been running, in seconds. */
  runSeconds?: number;
  /** Seconds until it may be claimed; 0 = now. */
  readyInSeconds?: number;
  /** Seconds until a queued job expires. */
  expiresInSeconds?: number;
  /** Seconds until the lease of an assigned or running job ends; negative = it has ended. */
  leaseSeconds?: number;
  findingsCount?: number;
}

const HAS_AGENT: readonly JobStatus[] = ["assigned", "running", "succeeded", "failed", "timed_out"];

/**
 * A job in any state, with the rows that belong to the state: queue item, lease, attempts. Queued unless told otherwise.
 * Times are by the database clock: it was queued `queuedSecondsAgo` (default 60, or enough for the run) before now.
 */
export async function createJob(
  db: Db,
  tenantId: string,
  options: JobOptions = {},
): Promise<{ id: string; number: number }> {
  const status = options.status ?? "queued";
  const agent = options.agent ?? null;
  if (agent === null && HAS_AGENT.includes(status)) throw new Error(`a job that is ${status} needs an agent`);
  const id = newId();
  const runSeconds = options.runSeconds ?? 10;
  const hasStarted = agent !== null && status !== "assigned";
  const failureReason = options.failureReason ?? DEFAULT_REASON[status] ?? null;
  const queuedSecondsAgo = options.queuedSecondsAgo ?? (status === "queued" ? 0 : runSeconds + 60);
  const { rows } = await db.query<{ number: number }>(
    "UPDATE tenants SET last_job_number = last_job_number + 1 WHERE id = $1 RETURNING last_job_number AS number",
    [tenantId],
  );
  const number = rows[0]?.number;
  if (number === undefined) throw new Error(`no tenant ${tenantId}`);
  await db.query(
    `INSERT INTO jobs (id, tenant_id, number, kind, tool, target, capabilities, region, priority, priority_base, tier_max,
                       selection_mode, status, failure_reason, attempt, max_attempts, timeout_seconds, queued_at,
                       assigned_at, started_at, finished_at, agent_tenant_id, agent_id, findings_count, submitted_by)
     VALUES ($1, $2, $3, 'scan', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
             now() - make_interval(secs => $17::float8),
             CASE WHEN $18 THEN now() - make_interval(secs => $19::float8) END,
             CASE WHEN $20 THEN now() - make_interval(secs => $19::float8) END,
             CASE WHEN $21 THEN now() END, $22, $23, $24, 'test')`,
    [
      id,
      tenantId,
      number,
      options.tool ?? "http-headers",
      options.target ?? "https://example.com",
      options.capabilities ?? [],
      options.region ?? null,
      options.priority ?? 0,
      options.priorityBase ?? 50,
      options.tierMax ?? "shared",
      options.selectionMode ?? "platform_only",
      status,
      failureReason,
      options.attempt ?? 1,
      options.maxAttempts ?? 3,
      options.timeoutSeconds ?? 300,
      queuedSecondsAgo,
      agent !== null,
      runSeconds,
      hasStarted,
      isTerminal(status),
      agent?.tenantId ?? null,
      agent?.id ?? null,
      options.findingsCount ?? 0,
    ],
  );
  await db.query("INSERT INTO tenant_queues (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING", [tenantId]);
  if (status === "queued") await insertQueueItem(db, id, options);
  if (agent !== null) await insertAttempt(db, id, agent, status, failureReason);
  if (status === "assigned" || status === "running")
    await insertLease(db, id, agent?.tier ?? "shared", agent?.tenantId === tenantId, options);
  return { id, number };
}

const DEFAULT_REASON: Partial<Record<JobStatus, FailureReason>> = {
  failed: "tool_failed",
  timed_out: "run_timeout",
  expired: "queue_timeout",
};

async function insertQueueItem(db: Db, jobId: string, options: JobOptions): Promise<void> {
  await db.query(
    `INSERT INTO queue_items (job_id, tenant_id, tool, capabilities, region, tier_ceiling, selection_mode, priority,
                              queued_at, ready_at, expires_at)
     SELECT id, tenant_id, tool, capabilities, region, $2, selection_mode, priority, queued_at,
            CASE WHEN $3::float8 > 0 THEN now() + make_interval(secs => $3::float8) ELSE queued_at END,
            now() + make_interval(secs => $4::float8)
       FROM jobs WHERE id = $1`,
    [
      jobId,
      TIER_PRIORITY[options.tierMax ?? "shared"],
      options.readyInSeconds ?? 0,
      options.expiresInSeconds ?? 3600,
    ],
  );
}

async function insertAttempt(
  db: Db,
  jobId: string,
  agent: { id: string; name: string; tier: Tier },
  status: JobStatus,
  reason: FailureReason | null,
): Promise<void> {
  await db.query(
    `INSERT INTO attempts (job_id, attempt, tenant_id, agent_id, agent_name, tier, assigned_at, started_at, finished_at,
                           outcome, reason)
     SELECT id, attempt, tenant_id, $2, $3, $4, assigned_at, started_at, finished_at, $5, $6 FROM jobs WHERE id = $1`,
    [jobId, agent.id, agent.name, agent.tier, isTerminal(status) ? status : null, reason],
  );
}

async function insertLease(
  db: Db,
  jobId: string,
  tier: Tier,
  isOwnAgent: boolean,
  options: JobOptions,
): Promise<void> {
  await db.query(
    `INSERT INTO job_leases (job_id, tenant_id, attempt, agent_id, tier, assigned_at, started_at, lease_expires_at, deadline_at,
                             is_platform_agent, charged_seconds)
     SELECT id, tenant_id, attempt, agent_id, $2, assigned_at, started_at, now() + make_interval(secs => $3::float8),
            started_at + make_interval(secs => timeout_seconds), NOT $4::boolean,
            -- Enough for any run of a test, so that none is charged anew.
            86400
       FROM jobs WHERE id = $1`,
    [jobId, tier, options.leaseSeconds ?? 30, isOwnAgent],
  );
}
