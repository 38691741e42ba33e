import type { Db } from "@/lib/db/transaction";

/** One kind of agent: what it may run depends on nothing else. */
export interface AgentProfile {
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
}

export interface CandidateRow {
  jobId: string;
  tenantId: string;
  /** Jobs the tenant may still start. */
  room: number;
  priorityBase: number;
  tool: string;
  capabilities: string[];
  region: string | null;
  tierCeiling: number;
  priority: number;
  queuedAtMicros: number;
  waitedSeconds: number;
}

/**
 * For agents of one profile: the `limit` tenants whose first runnable job has the highest effective priority, and of
 * each its first jobs in its own order, as many as it has room for and at most `limit`.
 *
 * Promise: if at most `limit` slots are filled in all, by agents of whatever profile, the rows suffice to fill every
 * slot of this one that any waiting job could fill. Reads the tenant's present limits, so a change of plan counts at once.
 * Cost: one probe of queue_items_order_idx a tenant with waiting jobs; independent of the backlog's length
 * as long as a tenant's first jobs are runnable by the profile.
 */
export async function listCandidatesAcrossTenants(
  tx: Db,
  profile: AgentProfile,
  limit: number,
  agingMinutesMax: number,
): Promise<CandidateRow[]> {
  const { rows } = await tx.query<CandidateRow>({
    name: "list-candidates",
    text: `WITH RECURSIVE waiting AS (
             (SELECT tenant_id FROM queue_items ORDER BY tenant_id LIMIT 1)
             UNION ALL
             SELECT (SELECT q.tenant_id FROM queue_items q WHERE q.tenant_id > w.tenant_id ORDER BY q.tenant_id LIMIT 1)
               FROM waiting w WHERE w.tenant_id IS NOT NULL
           ), eligible AS MATERIALIZED (
             SELECT t.tenant_id, l.priority_base, l.max_tier_priority, l.max_concurrent_jobs - t.running AS room
               FROM (SELECT w.tenant_id, (SELECT count(*)::int FROM job_leases r WHERE r.tenant_id = w.tenant_id) AS running
                       FROM waiting w WHERE w.tenant_id IS NOT NULL) t
               JOIN tenant_platform_limits l ON l.tenant_id = t.tenant_id
              WHERE l.max_tier_priority >= $1 AND l.max_concurrent_jobs > t.running
           ), heads AS MATERIALIZED (
             SELECT e.*
               FROM eligible e CROSS JOIN LATERAL (
                 SELECT q.queued_at, q.job_id FROM queue_items q
                  WHERE q.tenant_id = e.tenant_id AND q.tool = ANY ($2::text[]) AND q.capabilities <@ $3::text[]
                    AND q.tier_ceiling >= $1 AND q.selection_mode <> 'tenant_only' AND q.ready_at <= clock_timestamp()
                  ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT 1) head
              ORDER BY e.priority_base + least(floor(extract(epoch FROM clock_timestamp() - head.queued_at) / 60), $5) DESC,
                       head.queued_at, head.job_id
              LIMIT $4
           )
           SELECT q.job_id AS "jobId", e.tenant_id AS "tenantId", e.room, e.priority_base AS "priorityBase", q.tool,
                  q.capabilities, q.region, least(q.tier_ceiling, e.max_tier_priority) AS "tierCeiling", q.priority,
                  (extract(epoch FROM q.queued_at) * 1000000)::float8 AS "queuedAtMicros",
                  extract(epoch FROM clock_timestamp() - q.queued_at)::float8 AS "waitedSeconds"
             FROM heads e CROSS JOIN LATERAL (
               SELECT * FROM queue_items q
                WHERE q.tenant_id = e.tenant_id AND q.tool = ANY ($2::text[]) AND q.capabilities <@ $3::text[]
                  AND q.tier_ceiling >= $1 AND q.selection_mode <> 'tenant_only' AND q.ready_at <= clock_timestamp()
                ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT least(e.room, $4)) q
            ORDER BY e.tenant_id, q.priority DESC, q.queued_at, q.job_id`,
    values: [profile.tierPriority, profile.tools, profile.capabilities, limit, agingMinutesMax],
  });
  return rows;
}
