import type { Db } from "@/lib/db/transaction";

/**
 * Free slots, over the tenant's own online and active agents that may run such a job, less its waiting jobs that stand
 * ahead of it and may take these slots now: of any tool, but not more than the slots that they share with it.
 */
export async function countOwnFreeSlots(
  tx: Db,
  tenantId: string,
  job: { tool: string; capabilities: readonly string[]; priority: number },
  onlineSeconds: number,
): Promise<number> {
  const { rows } = await tx.query<{ free: number }>({
    name: "count-own-free-slots",
    text: `WITH agent AS MATERIALIZED (
             SELECT a.tool_names, a.capabilities,
                    GREATEST(0, a.max_concurrent_jobs
                      - (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id)) AS slots
               FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE a.tenant_id = $1 AND a.deleted_at IS NULL AND a.status = 'active' AND NOT h.reported_offline
                AND h.last_seen_at > clock_timestamp() - make_interval(secs => $4)
                AND a.tool_names @> ARRAY[$2] AND a.capabilities @> $3::text[]
           ), ahead AS (
             SELECT least(w.jobs, (SELECT sum(a.slots) FROM agent a
                                    WHERE l.tool = ANY (a.tool_names) AND l.capabilities <@ a.capabilities)) AS jobs
               FROM (SELECT q.lane_id, count(*) AS jobs FROM queue_items q
                      WHERE q.tenant_id = $1 AND q.selection_mode <> 'platform_only' AND q.priority >= $5
                        AND q.ready_at <= clock_timestamp() AND q.expires_at > clock_timestamp()
                      GROUP BY q.lane_id) w
               JOIN queue_lanes l ON l.id = w.lane_id
              WHERE EXISTS (SELECT FROM agent a WHERE l.tool = ANY (a.tool_names) AND l.capabilities <@ a.capabilities)
           )
           SELECT (COALESCE((SELECT sum(slots) FROM agent), 0) - COALESCE((SELECT sum(jobs) FROM ahead), 0))::int AS free`,
    values: [tenantId, job.tool, job.capabilities, onlineSeconds, job.priority],
  });
  return rows[0]?.free ?? 0;
}
