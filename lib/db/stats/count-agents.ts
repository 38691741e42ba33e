import { healthLimits, healthSql } from "@/lib/db/agents/agent-row";
import type { Db } from "@/lib/db/transaction";
import type { AgentHealth } from "@/lib/domain/agent/liveness";
import type { Tier } from "@/lib/domain/tier/tier";

export interface AgentCount {
  tier: Tier;
  health: AgentHealth;
  agents: number;
}

/** Undeleted platform agents by tier and health; a pair that nobody is in has no row. */
export async function countAgentsAcrossTenants(db: Db): Promise<AgentCount[]> {
  const { rows } = await db.query<AgentCount>({
    name: "count-agents",
    text: `SELECT a.tier, ${healthSql(1, 2)} AS health, count(*)::int AS agents
             FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
            WHERE a.deleted_at IS NULL AND a.is_platform_agent
            GROUP BY 1, 2`,
    values: [...healthLimits],
  });
  return rows;
}
