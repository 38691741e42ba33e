import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { TierDecision } from "@/lib/domain/tier/tier";

export interface NewJob extends TierDecision {
  id: string;
  tenantId: string;
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
}

export interface InsertedJobRow {
  id: string;
  number: number;
  queuedAt: Date;
}

/**
 * Makes jobs, their places in the queue and their events, and numbers them within their tenants in the given order, in
 * one statement. Their time in the queue is limited by the highest tier they may run on. Answers a row for each, in the
 * given order. Lanes that are not there yet are made, and waited for, in one order, so that no two batches wait for
 * each other.
 */
export async function insertJobsAcrossTenants(tx: Db, jobs: readonly NewJob[]): Promise<InsertedJobRow[]> {
  if (jobs.length === 0) return [];
  const { rows } = await tx.query<InsertedJobRow>({
    name: "insert-jobs",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           given AS MATERIALIZED (
             SELECT g.*, row_number() OVER (PARTITION BY g."tenantId" ORDER BY g.place)::int AS nth
               FROM jsonb_to_recordset($1::jsonb) AS g(
                      place int, id uuid, "tenantId" uuid, tool text, target text, profile text, options jsonb,
                      capabilities text[], region text, priority smallint, "priorityBase" int, "tierRequested" text,
                      "tierMax" text, "tierDowngraded" boolean, "selectionMode" text, "maxAttempts" int,
                      "timeoutSeconds" int, "retryOfJobId" uuid, "submittedBy" text)
           ), wanted AS MATERIALIZED (
             SELECT t.id, g.count FROM tenants t
               JOIN (SELECT "tenantId", count(*)::int AS count FROM given GROUP BY 1) g ON g."tenantId" = t.id
              ORDER BY t.id FOR NO KEY UPDATE OF t
           ), numbered AS (
             UPDATE tenants t SET last_job_number = t.last_job_number + w.count FROM wanted w WHERE t.id = w.id
          RETURNING t.id, t.last_job_number - w.count AS before
           ), made AS (
             INSERT INTO jobs (id, tenant_id, number, kind, tool, target, profile, options, capabilities, region, priority,
                               priority_base, tier_requested, tier_max, tier_downgraded, selection_mode, max_attempts,
                               timeout_seconds, retry_of_job_id, submitted_by, queued_at)
             SELECT g.id, g."tenantId", n.before + g.nth, 'scan', g.tool, g.target, g.profile, g.options, g.capabilities, g.region,
                    g.priority, g."priorityBase", g."tierRequested", g."tierMax", g."tierDowngraded", g."selectionMode",
                    g."maxAttempts", g."timeoutSeconds", g."retryOfJobId", g."submittedBy", clock.at
               FROM given g JOIN numbered n ON n.id = g."tenantId" CROSS JOIN clock
          RETURNING id, number, queued_at
           ), waiting AS (
             INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode,
                                      priority, queued_at, ready_at, expires_at)
             SELECT g.id, g."tenantId", g.tool, g.profile, g.capabilities, g.region, a.ceiling, g."selectionMode", g.priority,
                    clock.at, clock.at, clock.at + make_interval(secs => t.max_queue_time_seconds)
               FROM given g JOIN platform_agent_tiers t ON t.slug = g."tierMax" CROSS JOIN clock
                    -- What the submitter allows. What the plan allows is looked up at every claim, so that a change of plan counts.
                    CROSS JOIN LATERAL (SELECT max(c.priority) AS ceiling FROM platform_agent_tiers c
                                         WHERE g."tierRequested" IS NULL OR c.slug = g."tierRequested") a
              ORDER BY g.tool, g.capabilities, a.ceiling, g."selectionMode", g."tenantId", g.place
           ), told AS (
             INSERT INTO events (at, tenant_id, type, subject_type, subject_id, data)
             SELECT clock.at, g."tenantId", 'job.queued', 'job', g.id, jsonb_build_object('tool', g.tool)
               FROM given g CROSS JOIN clock ORDER BY g.place
           )
           SELECT m.id, m.number, m.queued_at AS "queuedAt" FROM made m JOIN given g ON g.id = m.id ORDER BY g.place`,
    values: [JSON.stringify(jobs.map((job, place) => ({ ...job, place })))],
  });
  return rows;
}
