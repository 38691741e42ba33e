import type { Db } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { SnapshotAgent } from "@/lib/domain/queue/queue-snapshot";

/** Every agent that may be given work, the platform's and tenants' own, reachable or not. Grows with the fleet alone. */
export async function listSnapshotAgentsAcrossTenants(db: Db, isTiered: boolean): Promise<SnapshotAgent[]> {
  const { rows } = await db.query<SnapshotAgent>({
    name: "list-snapshot-agents",
    text: `SELECT a.id, CASE WHEN NOT a.is_platform_agent THEN a.tenant_id END AS "ownerTenantId",
                  CASE WHEN $1 THEN t.priority ELSE 0 END AS "tierPriority", a.tool_names AS tools, a.capabilities,
                  a.max_concurrent_jobs AS slots,
                  COALESCE(h.last_seen_at >= clock_timestamp() - make_interval(secs => $2) AND NOT h.reported_offline, false)
                    AS "isOnline"
             FROM agents a
             JOIN platform_agent_tiers t ON t.slug = a.tier
             JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.deleted_at IS NULL AND a.status = 'active'`,
    values: [isTiered, ONLINE_SECONDS],
  });
  return rows;
}
