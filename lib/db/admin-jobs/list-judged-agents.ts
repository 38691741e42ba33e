import type { Db } from "@/lib/db/transaction";
import { type AgentHealth, agentHealth } from "@/lib/domain/agent/liveness";
import type { JudgedAgent } from "@/lib/domain/queue/agent-verdict";
import type { Tier } from "@/lib/domain/tier/tier";

export type JudgedAgentRow = JudgedAgent & { id: string; name: string; tier: Tier };

type Row = Omit<JudgedAgentRow, "health"> & { lastSeenAt: Date | null; reportedOffline: boolean; at: Date };

/** The platform's agents and the tenant's own, whatever their state, at most `limit`: those that could do most first. */
export async function listJudgedAgents(
  db: Db,
  tenantId: string,
  isTiered: boolean,
  limit: number,
): Promise<JudgedAgentRow[]> {
  const { rows } = await db.query<Row>({
    name: "list-judged-agents",
    text: `SELECT a.id, a.name, a.tier, CASE WHEN NOT a.is_platform_agent THEN a.tenant_id END AS "ownerTenantId",
                  CASE WHEN $2 THEN t.priority ELSE 0 END AS "tierPriority", a.tool_names AS tools, a.capabilities, a.status,
                  a.max_concurrent_jobs AS slots, (SELECT count(*)::int FROM job_leases l WHERE l.agent_id = a.id) AS used,
                  COALESCE(h.polling_until > clock_timestamp(), false) AS "isAsking",
                  a.is_platform_agent
                    AND EXISTS (SELECT FROM live_tier_pauses p WHERE p.tier = CASE WHEN $2 THEN a.tier ELSE 'shared' END) AS "isTierPaused",
                  clock_timestamp() AS at,
                  h.last_seen_at AS "lastSeenAt", COALESCE(h.reported_offline, false) AS "reportedOffline"
             FROM agents a JOIN platform_agent_tiers t ON t.slug = a.tier LEFT JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.deleted_at IS NULL AND (a.is_platform_agent OR a.tenant_id = $1)
            ORDER BY a.status = 'active' DESC, h.last_seen_at DESC NULLS LAST, a.id LIMIT $3`,
    values: [tenantId, isTiered, limit],
  });
  return rows.map(({ lastSeenAt, reportedOffline, at, ...row }) => {
    const health: AgentHealth = agentHealth(lastSeenAt, reportedOffline, at);
    return { ...row, health };
  });
}
