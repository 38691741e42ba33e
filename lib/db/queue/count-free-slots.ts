import type { Db } from "@/lib/db/transaction";

/**
 * Free slots, over the online and active platform agents of tiers that are not paused that may run such a job, less the
 * waiting jobs that may take these slots now: of any tool, but not more than the slots that they share with it, nor than
 * their tenants have room for. Of its own tenant's jobs only those that stand ahead of it count; of the others' all do.
 * Taken together they may count for more than they take, never for less.
 * Cost: nothing is looked for where no slot is free; else in each lane that shares some, until so many tenants are found
 * as it shares slots, two or three look-ups a place.
 */
export async function countFreeSlotsAcrossTenants(
  tx: Db,
  job: {
    tenantId: string;
    tool: string;
    capabilities: readonly string[];
    tierPriority: number;
    priority: number;
  },
  isTiered: boolean,
  onlineSeconds: number,
): Promise<number> {
  const { rows } = await tx.query<{ free: number }>({
    name: "count-free-slots",
    text: `WITH kind AS MATERIALIZED (
             SELECT t.priority AS tier_priority, a.tool_names, a.capabilities,
                    sum(GREATEST(0, a.max_concurrent_jobs
                      - (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id))) AS slots
               FROM agents a
               JOIN platform_agent_tiers t ON t.slug = a.tier
               JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE a.is_platform_agent AND a.deleted_at IS NULL AND a.status = 'active' AND NOT h.reported_offline
                AND h.last_seen_at > clock_timestamp() - make_interval(secs => $4)
                AND a.tool_names @> ARRAY[$1] AND a.capabilities @> $2::text[] AND t.priority <= $3
                AND NOT EXISTS (SELECT FROM live_tier_pauses p WHERE p.tier = CASE WHEN $5 THEN a.tier ELSE 'shared' END)
              GROUP BY 1, 2, 3
           ), shared AS MATERIALIZED (
             -- By the highest tier that a tenant may use.
             SELECT l.id AS lane_id, l.tier_ceiling, c.priority AS tier_priority, sum(k.slots) AS slots
               FROM kind k
               JOIN queue_lanes l ON l.selection_mode <> 'tenant_only' AND l.tool = ANY (k.tool_names)
                                 AND l.capabilities <@ k.capabilities
               JOIN platform_agent_tiers c ON c.priority <= l.tier_ceiling AND (NOT $5 OR k.tier_priority <= c.priority)
              WHERE k.slots > 0
              GROUP BY 1, 2, 3
           ), lane AS MATERIALIZED (
             SELECT lane_id, max(slots) AS slots FROM shared GROUP BY lane_id
           ), ahead AS MATERIALIZED (
             SELECT e.lane_id, e.slots AS lane_slots, p.*
               FROM lane e
               CROSS JOIN LATERAL (
                 SELECT t.tenant_id, s.slots, r.room, q.jobs
                   FROM tenant_lanes t
                   CROSS JOIN LATERAL (SELECT * FROM tenant_platform_limits v WHERE v.tenant_id = t.tenant_id LIMIT 1) m
                   -- LIMIT keeps both to a look-up each: joined, they may be what is gone through first, and the lane for each.
                   CROSS JOIN LATERAL (
                     SELECT s.slots FROM shared s
                      WHERE s.lane_id = t.lane_id AND s.tier_priority = least(s.tier_ceiling, m.max_tier_priority) LIMIT 1) s
                   CROSS JOIN LATERAL (
                     SELECT GREATEST(0, m.max_concurrent_jobs
                              - (SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent)) AS room) r
                   CROSS JOIN LATERAL (
                     SELECT count(*) AS jobs
                       FROM (SELECT FROM queue_items q
                              WHERE q.tenant_id = t.tenant_id AND q.lane_id = t.lane_id
                                AND q.ready_at <= clock_timestamp() AND q.expires_at > clock_timestamp()
                                AND (q.tenant_id <> $6 OR q.priority >= $7)
                              ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT least(r.room, s.slots)) q) q
                  WHERE t.lane_id = e.lane_id AND q.jobs > 0
                  -- More than it shares they cannot take: nobody else has to be looked at.
                  LIMIT e.slots + 1) p
           ), by_lane AS (
             SELECT count(*) > max(lane_slots) AS is_cut,
                    CASE WHEN count(*) > max(lane_slots) THEN max(lane_slots) ELSE least(max(slots), sum(jobs)) END AS jobs
               FROM ahead GROUP BY lane_id
           ), by_tenant AS (
             SELECT least(max(room), sum(jobs)) AS jobs FROM ahead GROUP BY tenant_id
           )
           SELECT (COALESCE((SELECT sum(slots) FROM kind), 0)
                   - COALESCE(least(
                       (SELECT sum(jobs) FROM by_lane),
                       -- What all of them may start is known only where none was left out.
                       (SELECT sum(jobs) FROM by_tenant WHERE NOT EXISTS (SELECT FROM by_lane WHERE is_cut))),
                     0))::int AS free`,
    values: [
      job.tool,
      job.capabilities,
      job.tierPriority,
      onlineSeconds,
      isTiered,
      job.tenantId,
      job.priority,
    ],
  });
  return rows[0]?.free ?? 0;
}
