import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import type { Tier } from "@/lib/domain/tier/tier";

export interface AgentSelfRow {
  id: string;
  name: string;
  tier: Tier;
  status: AgentStatus;
  maxConcurrentJobs: number;
  now: Date;
}

/** What an agent may know about itself. */
export async function findAgentSelfAcrossTenants(db: Db, agentId: string): Promise<AgentSelfRow | null> {
  const { rows } = await db.query<AgentSelfRow>({
    name: "find-agent-self",
    text: `SELECT id, name, tier, status, max_concurrent_jobs AS "maxConcurrentJobs", clock_timestamp() AS now
             FROM agents WHERE id = $1 AND deleted_at IS NULL`,
    values: [agentId],
  });
  return rows[0] ?? null;
}
