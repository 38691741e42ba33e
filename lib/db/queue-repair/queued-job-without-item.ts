import { tierCeilingSql } from "@/lib/db/queue/tier-ceiling-sql";
import { changedRow } from "@/lib/db/queue-repair/changed-row";
import { giveBackQueuedJob } from "@/lib/db/queue-repair/give-back-queued-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/**
 * Queued jobs that the queue does not know of. Looked for tenant by tenant, as jobs are indexed by tenant and state and
 * history would otherwise be read whole. The item is made as a requeue makes it: original age, fresh time in the queue. Those
 * that a claim has laid aside have to give back first what kept it from having them.
 */
export const queuedJobWithoutItem: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'has_queue_item', false) AS found
           FROM tenants t JOIN jobs j ON j.tenant_id = t.id AND j.status = 'queued'
          WHERE NOT EXISTS (SELECT FROM queue_items q WHERE q.job_id = j.id)`,
  one: "j.id = $2::uuid",
  mend: async (tx, fault) =>
    (await giveBackQueuedJob(tx, fault)) ??
    (await changedRow(
      tx,
      `INSERT INTO queue_items (job_id, tenant_id, tool, profile, capabilities, region, tier_ceiling, selection_mode,
                                priority, queued_at, ready_at, expires_at)
       SELECT j.id, j.tenant_id, j.tool, j.profile, j.capabilities, j.region,
              ${tierCeilingSql("j.tier_requested")},
              j.selection_mode, j.priority, j.queued_at, clock.at,
              clock.at + make_interval(secs => t.max_queue_time_seconds)
         FROM jobs j JOIN platform_agent_tiers t ON t.slug = j.tier_max, (SELECT clock_timestamp() AS at) clock
        WHERE j.id = $1 AND j.status = 'queued'
    RETURNING true AS has_queue_item, expires_at`,
      [fault.jobId],
    )),
};
