import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { TierDecision } from "@/lib/domain/tier/tier";

export interface NewJob extends TierDecision {
  tool: string;
  target: string;
  profile: string | null;
  options: Record<string, unknown>;
  capabilities: readonly string[];
  region: string | null;
  priority: number;
  priorityBase: number;
  selectionMode: SelectionMode;
  maxAttempts: number;
  timeoutSeconds: number;
  retryOfJobId: string | null;
  submittedBy: string;
}

/**
 * Makes the job, its place in the queue and the event, and numbers it within the tenant, in one statement.
 * Its time in the queue is limited by the highest tier it may run on. Answers the new id.
 */
export async function insertJob(tx: Db, tenantId: string, job: NewJob): Promise<string> {
  const id = newId();
  await tx.query({
    name: "insert-job",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           numbered AS (
             UPDATE tenants SET last_job_number = last_job_number + 1 WHERE id = $2 RETURNING last_job_number AS number
           ), made AS (
             INSERT INTO jobs (id, tenant_id, number, kind, tool, target, profile, options, capabilities, region, priority,
                               priority_base, tier_requested, tier_max, tier_downgraded, selection_mode, max_attempts,
                               timeout_seconds, retry_of_job_id, submitted_by, queued_at)
             SELECT $1, $2, number, 'scan', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, clock.at
               FROM numbered, clock
           ), waiting AS (
             INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode, priority,
                                      queued_at, ready_at, expires_at)
             SELECT $1, $2, $3, $5, $7, $8,
                    -- What the submitter allows. What the plan allows is looked up at every claim, so that a change of plan counts.
                    (SELECT max(c.priority) FROM platform_agent_tiers c WHERE $11::text IS NULL OR c.slug = $11), $14, $9,
                    clock.at, clock.at, clock.at + make_interval(secs => t.max_queue_time_seconds)
               FROM clock, platform_agent_tiers t WHERE t.slug = $12
           )
           INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
           SELECT clock.at, $2, 'job.queued', 'job', $1, jsonb_build_object('tool', $3::text) FROM clock`,
    values: [
      id,
      tenantId,
      job.tool,
      job.target,
      job.profile,
      job.options,
      job.capabilities,
      job.region,
      job.priority,
      job.priorityBase,
      job.tierRequested,
      job.tierMax,
      job.tierDowngraded,
      job.selectionMode,
      job.maxAttempts,
      job.timeoutSeconds,
      job.retryOfJobId,
      job.submittedBy,
    ],
  });
  return id;
}
