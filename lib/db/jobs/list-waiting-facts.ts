import { env } from "@/lib/config/env";
import type { Db } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import { AGING_MINUTES_MAX } from "@/lib/domain/job/effective-priority";

/** What is counted for one queued job; `lib/domain/job/waiting.ts` makes a reason and a sentence of it. */
export interface WaitingFactsRow {
  jobId: string;
  /** The instant of counting, by the database's clock. */
  at: Date;
  backoffSeconds: number;
  matchingAgents: number;
  matchingAgentsOnline: number;
  freeSlots: number;
  totalSlots: number;
  ownAgentsOnline: number;
  ownFreeSlots: number;
  tenantRunning: number;
  tenantMaxConcurrent: number;
  tenantPosition: number;
  position: number;
}

/** Waiting jobs of other tenants that are looked at in all, and of one tenant; and how far a job's rank in its tenant is counted. */
const RIVALS_MAX = 5_000;
const RIVALS_PER_TENANT_MAX = 200;
const TENANT_RANK_MAX = 10_000;

/**
 * Why these jobs wait, counted for all of them at once. A job that is no longer queued has no row.
 *
 * Promise: agents match as the claim matches them (tier under the tenant's present maximum, tool, capabilities), and
 * jobs stand before one another as the claim orders them: between tenants by effective priority, then age; inside a
 * tenant by priority, then age. Another tenant's job counts as ahead only if an agent exists that could run both and
 * its tenant may start a job now.
 * Cost: bounded whatever the backlog: a probe a waiting tenant, at most 5,000 jobs of others, no more than 200 of one.
 * Beyond these the position is the least it can be. Wished capabilities of others are not looked at.
 */
export async function listWaitingFactsAcrossTenants(
  db: Db,
  jobIds: readonly string[],
  isTiered = env().ENABLE_TIERED_AGENTS,
): Promise<WaitingFactsRow[]> {
  if (jobIds.length === 0) return [];
  const { rows } = await db.query<WaitingFactsRow>({
    name: "list-waiting-facts",
    text: `WITH RECURSIVE clock AS MATERIALIZED (SELECT clock_timestamp() AS at),
           item AS MATERIALIZED (
             SELECT *, dense_rank() OVER (ORDER BY tool, capabilities, ceiling, selection_mode, owner_id) AS demand
               FROM (SELECT q.job_id, q.tenant_id, q.tool, q.capabilities, q.selection_mode, q.queued_at,
                            extract(epoch FROM q.ready_at - clock.at) AS backoff,
                            least(q.tier_ceiling, COALESCE(l.max_tier_priority, -1)) AS ceiling,
                            CASE WHEN q.selection_mode <> 'platform_only' THEN q.tenant_id END AS owner_id,
                            COALESCE(l.max_concurrent_jobs, 0) AS max_concurrent,
                            COALESCE(l.priority_base, 0)
                              + least(floor(extract(epoch FROM clock.at - q.queued_at) / 60), $4) AS effective
                       FROM clock CROSS JOIN queue_items q
                       LEFT JOIN tenant_platform_limits l ON l.tenant_id = q.tenant_id
                      WHERE q.job_id = ANY ($1::uuid[])) i
           ), agent AS MATERIALIZED (
             SELECT a.tenant_id, a.is_platform_agent, a.tool_names, a.capabilities, a.max_concurrent_jobs AS slots,
                    CASE WHEN $2 THEN t.priority ELSE 0 END AS tier_priority,
                    (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id) AS used,
                    h.last_seen_at >= clock.at - make_interval(secs => $3) AND NOT h.reported_offline AS is_online
               FROM clock CROSS JOIN agents a
               JOIN platform_agent_tiers t ON t.slug = a.tier
               JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE a.deleted_at IS NULL AND a.status = 'active'
                AND (a.is_platform_agent OR a.tenant_id IN (SELECT tenant_id FROM item))
           ), match AS MATERIALIZED (
             SELECT d.demand, a.*
               FROM (SELECT DISTINCT ON (demand) * FROM item ORDER BY demand) d
               JOIN agent a ON d.tool = ANY (a.tool_names) AND d.capabilities <@ a.capabilities
                           AND CASE WHEN a.is_platform_agent
                                    THEN d.selection_mode <> 'tenant_only' AND a.tier_priority <= d.ceiling
                                    ELSE a.tenant_id = d.owner_id END
           ), supply AS (
             SELECT demand, count(*) AS agents, count(*) FILTER (WHERE is_online) AS online,
                    sum(greatest(slots - used, 0)) FILTER (WHERE is_online) AS free,
                    sum(slots) FILTER (WHERE is_online) AS total,
                    count(*) FILTER (WHERE is_online AND NOT is_platform_agent) AS own_online,
                    sum(greatest(slots - used, 0)) FILTER (WHERE is_online AND NOT is_platform_agent) AS own_free
               FROM match GROUP BY demand
           ), waiting AS (
             (SELECT tenant_id FROM queue_items ORDER BY tenant_id LIMIT 1)
             UNION ALL
             SELECT (SELECT q.tenant_id FROM queue_items q WHERE q.tenant_id > w.tenant_id ORDER BY q.tenant_id LIMIT 1)
               FROM waiting w WHERE w.tenant_id IS NOT NULL
           ), rival AS MATERIALIZED (
             SELECT q.*, least(q.tier_ceiling, t.max_tier_priority) AS ceiling,
                    t.priority_base + least(floor(extract(epoch FROM clock.at - q.queued_at) / 60), $4) AS effective
               FROM clock CROSS JOIN (
                 SELECT l.tenant_id, l.priority_base, l.max_tier_priority
                   FROM waiting w JOIN tenant_platform_limits l ON l.tenant_id = w.tenant_id
                  WHERE (SELECT count(*) FROM job_leases r WHERE r.tenant_id = l.tenant_id AND r.is_platform_agent)
                        < l.max_concurrent_jobs
                  ORDER BY l.priority_base DESC) t
               CROSS JOIN LATERAL (
                 SELECT q.job_id, q.tenant_id, q.tool, q.tier_ceiling, q.queued_at FROM queue_items q
                  WHERE q.tenant_id = t.tenant_id AND q.selection_mode <> 'tenant_only' AND q.ready_at <= clock.at
                  ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT $6) q
              LIMIT $5
           ), contested AS (
             SELECT DISTINCT m.demand, r.tool, r.ceiling
               FROM (SELECT DISTINCT tool, ceiling FROM rival) r
               JOIN match m ON m.is_platform_agent AND r.tool = ANY (m.tool_names) AND m.tier_priority <= r.ceiling
           ), ahead AS (
             SELECT i.job_id, count(*) AS jobs
               FROM item i
               JOIN contested c ON c.demand = i.demand
               JOIN rival r ON r.tool = c.tool AND r.ceiling = c.ceiling AND r.tenant_id <> i.tenant_id
                           AND (r.effective > i.effective
                                OR r.effective = i.effective AND (r.queued_at, r.job_id) < (i.queued_at, i.job_id))
              GROUP BY i.job_id
           ), rank AS (
             SELECT q.job_id, q.place
               FROM (SELECT DISTINCT tenant_id FROM item) t
               CROSS JOIN LATERAL (
                 SELECT o.job_id, row_number() OVER (ORDER BY o.priority DESC, o.queued_at, o.job_id) AS place
                   FROM queue_items o WHERE o.tenant_id = t.tenant_id
                  ORDER BY o.priority DESC, o.queued_at, o.job_id LIMIT $7) q
           ), counted AS (
             SELECT i.*, COALESCE(k.place, $7 + 1) AS place, COALESCE(ahead.jobs, 0) AS rivals_ahead,
                    s.agents, s.online, s.free, s.total, s.own_online, s.own_free,
                    (SELECT count(*) FROM job_leases l WHERE l.tenant_id = i.tenant_id AND l.is_platform_agent) AS running
               FROM item i
               LEFT JOIN supply s ON s.demand = i.demand
               LEFT JOIN ahead ON ahead.job_id = i.job_id
               LEFT JOIN rank k ON k.job_id = i.job_id
           )
           SELECT job_id AS "jobId", clock.at, greatest(0, backoff)::float8 AS "backoffSeconds",
                  COALESCE(agents, 0)::int AS "matchingAgents", COALESCE(online, 0)::int AS "matchingAgentsOnline",
                  COALESCE(free, 0)::int AS "freeSlots", COALESCE(total, 0)::int AS "totalSlots",
                  COALESCE(own_online, 0)::int AS "ownAgentsOnline", COALESCE(own_free, 0)::int AS "ownFreeSlots",
                  running::int AS "tenantRunning", max_concurrent::int AS "tenantMaxConcurrent",
                  place::int AS "tenantPosition", (place + rivals_ahead)::int AS position
             FROM counted CROSS JOIN clock`,
    values: [
      jobIds,
      isTiered,
      ONLINE_SECONDS,
      AGING_MINUTES_MAX,
      RIVALS_MAX,
      RIVALS_PER_TENANT_MAX,
      TENANT_RANK_MAX,
    ],
  });
  return rows;
}
