import { tierCeilingSql } from "@/lib/db/queue/tier-ceiling-sql";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { TierDecision } from "@/lib/domain/tier/tier";

export interface NewJob extends TierDecision {
  id: string;
  tenantId: string;
  /** Of its tenant's jobs. */
  number: number;
  tool: string;
  target: string;
  profile: string | null;
  options: Record<string, unknown>;
  /** In order and each once, so that equal wishes are equal. */
  capabilities: readonly string[];
  region: string | null;
  priority: number;
  priorityBase: number;
  selectionMode: SelectionMode;
  maxAttempts: number;
  timeoutSeconds: number;
  retryOfJobId: string | null;
  submittedBy: string;
  queuedAt: Date;
}

/**
 * Makes jobs, their places in the queue and their events, in one statement. Their numbers are those after their tenants'
 * last ones, whose queues the caller has locked since it read them; a number that is taken nevertheless is an error. Their
 * time in the queue is limited by the highest tier they may run on. Lanes that are not there yet are made, and waited for,
 * in one order, so that no two batches wait for each other.
 */
export async function insertJobsAcrossTenants(tx: Db, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await tx.query({
    name: "insert-jobs",
    text: `WITH given AS MATERIALIZED (
             SELECT g.*
               FROM jsonb_to_recordset($1::jsonb) AS g(
                      place int, id uuid, "tenantId" uuid, number int, tool text, target text, profile text, options jsonb,
                      capabilities text[], region text, priority smallint, "priorityBase" int, "tierRequested" text,
                      "tierMax" text, "tierDowngraded" boolean, "selectionMode" text, "maxAttempts" int,
                      "timeoutSeconds" int, "retryOfJobId" uuid, "submittedBy" text, "queuedAt" timestamptz)
           ), numbered AS (
             UPDATE tenants t SET last_job_number = greatest(t.last_job_number, n.number)
               FROM (SELECT "tenantId", max(number) AS number FROM given GROUP BY 1) n
              WHERE t.id = n."tenantId"
                -- Says the same again, of the table alone: without it the plan may be to read all of its index.
                AND t.id = ANY (ARRAY(SELECT "tenantId" FROM given))
           ), made AS (
             INSERT INTO jobs (id, tenant_id, number, kind, tool, target, profile, options, capabilities, region, priority,
                               priority_base, tier_requested, tier_max, tier_downgraded, selection_mode, max_attempts,
                               timeout_seconds, retry_of_job_id, submitted_by, queued_at)
             SELECT g.id, g."tenantId", g.number, 'scan', g.tool, g.target, g.profile, g.options, g.capabilities, g.region,
                    g.priority, g."priorityBase", g."tierRequested", g."tierMax", g."tierDowngraded", g."selectionMode",
                    g."maxAttempts", g."timeoutSeconds", g."retryOfJobId", g."submittedBy", g."queuedAt"
               FROM given g
           ), waiting AS (
             INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode,
                                      priority, queued_at, ready_at, expires_at)
             SELECT g.id, g."tenantId", g.tool, g.profile, g.capabilities, g.region, a.ceiling, g."selectionMode", g.priority,
                    g."queuedAt", g."queuedAt", g."queuedAt" + make_interval(secs => t.max_queue_time_seconds)
               FROM given g JOIN platform_agent_tiers t ON t.slug = g."tierMax"
                    CROSS JOIN LATERAL (SELECT ${tierCeilingSql('g."tierRequested"')} AS ceiling) a
              ORDER BY g.tool, g.capabilities, a.ceiling, g."selectionMode", g."tenantId", g.place
           )
           INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
           SELECT g."queuedAt", g."tenantId", 'job.queued', 'job', g.id, jsonb_build_object('tool', g.tool)
             FROM given g ORDER BY g.place`,
    values: [JSON.stringify(jobs.map((job, place) => ({ ...job, place })))],
  });
}
