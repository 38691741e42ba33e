import type { Db } from "@/lib/db/transaction";

/**
 * Free slots, over the online and active platform agents of tiers that are not paused that may run such a job, less the waiting jobs of the same tool
 * that may start now: what waits for its own tenant's room takes no slot from anybody.
 * Cost: one probe of queue_items_order_idx a tenant with waiting jobs.
 */
export async function countFreeSlotsAcrossTenants(
  tx: Db,
  job: { tool: string; capabilities: readonly string[]; tierPriority: number },
  isTiered: boolean,
  onlineSeconds: number,
): Promise<number> {
  const { rows } = await tx.query<{ free: number }>({
    name: "count-free-slots",
    text: `WITH RECURSIVE waiting AS (
             (SELECT tenant_id FROM queue_items ORDER BY tenant_id LIMIT 1)
             UNION ALL
             SELECT (SELECT q.tenant_id FROM queue_items q WHERE q.tenant_id > w.tenant_id ORDER BY q.tenant_id LIMIT 1)
               FROM waiting w WHERE w.tenant_id IS NOT NULL
           ), ahead AS (
             SELECT count(*) AS jobs
               FROM waiting w JOIN tenant_platform_limits l ON l.tenant_id = w.tenant_id
               CROSS JOIN LATERAL (
                 SELECT FROM queue_items q
                  WHERE q.tenant_id = w.tenant_id AND q.tool = $1 AND q.selection_mode <> 'tenant_only'
                    AND q.ready_at <= clock_timestamp()
                  LIMIT greatest(0, l.max_concurrent_jobs
                                    - (SELECT count(*) FROM job_leases r WHERE r.tenant_id = w.tenant_id AND r.is_platform_agent))) q
           )
           SELECT (COALESCE(sum(GREATEST(0, a.max_concurrent_jobs
                     - (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id))), 0)
                   - (SELECT jobs FROM ahead))::int AS free
             FROM agents a
             JOIN platform_agent_tiers t ON t.slug = a.tier
             JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.is_platform_agent AND a.deleted_at IS NULL AND a.status = 'active' AND NOT h.reported_offline
              AND h.last_seen_at > clock_timestamp() - make_interval(secs => $4)
              AND a.tool_names @> ARRAY[$1] AND a.capabilities @> $2::text[] AND t.priority <= $3
              AND NOT EXISTS (SELECT FROM live_tier_pauses p WHERE p.tier = CASE WHEN $5 THEN a.tier ELSE 'shared' END)`,
    values: [job.tool, job.capabilities, job.tierPriority, onlineSeconds, isTiered],
  });
  return rows[0]?.free ?? 0;
}
