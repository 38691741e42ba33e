import type { Db } from "@/lib/db/transaction";

/**
 * Free slots, over the tenant's own online and active agents that may run such a job, less its waiting jobs of the same
 * tool that these agents might take first.
 */
export async function countOwnFreeSlots(
  tx: Db,
  tenantId: string,
  job: { tool: string; capabilities: readonly string[] },
  onlineSeconds: number,
): Promise<number> {
  const { rows } = await tx.query<{ free: number }>({
    name: "count-own-free-slots",
    text: `SELECT (COALESCE(sum(GREATEST(0, a.max_concurrent_jobs
                     - (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id))), 0)
                   - (SELECT count(*) FROM queue_items q
                       WHERE q.tenant_id = $1 AND q.selection_mode <> 'platform_only' AND q.tool = $2
                         AND q.ready_at <= clock_timestamp()))::int AS free
             FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.tenant_id = $1 AND a.deleted_at IS NULL AND a.status = 'active' AND NOT h.reported_offline
              AND h.last_seen_at > clock_timestamp() - make_interval(secs => $4)
              AND a.tool_names @> ARRAY[$2] AND a.capabilities @> $3::text[]`,
    values: [tenantId, job.tool, job.capabilities, onlineSeconds],
  });
  return rows[0]?.free ?? 0;
}
