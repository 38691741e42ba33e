import type { Db } from "@/lib/db/transaction";

/** Free slots, over the online and active platform agents that may run such a job, less the jobs already waiting for them. */
export async function countFreeSlotsAcrossTenants(
  tx: Db,
  job: { tool: string; capabilities: readonly string[]; tierPriority: number },
  onlineSeconds: number,
): Promise<number> {
  const { rows } = await tx.query<{ free: number }>({
    name: "count-free-slots",
    text: `SELECT (COALESCE(sum(GREATEST(0, a.max_concurrent_jobs
                     - (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id))), 0)
                   - (SELECT count(*) FROM queue_items q WHERE q.tool = $1))::int AS free
             FROM agents a
             JOIN platform_agent_tiers t ON t.slug = a.tier
             JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.is_platform_agent AND a.deleted_at IS NULL AND a.status = 'active' AND NOT h.reported_offline
              AND h.last_seen_at > clock_timestamp() - make_interval(secs => $4)
              AND a.tool_names @> ARRAY[$1] AND a.capabilities @> $2::text[] AND t.priority <= $3`,
    values: [job.tool, job.capabilities, job.tierPriority, onlineSeconds],
  });
  return rows[0]?.free ?? 0;
}
