import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";

export interface AgentOrderRow {
  status: AgentStatus;
  maxConcurrentJobs: number;
}

/** The admin's word on an agent: may it claim, is it to drain, how many jobs may it hold? Null when it is deleted. */
export async function findAgentOrderAcrossTenants(db: Db, agentId: string): Promise<AgentOrderRow | null> {
  const { rows } = await db.query<AgentOrderRow>({
    name: "find-agent-order",
    text: `SELECT status, max_concurrent_jobs AS "maxConcurrentJobs" FROM agents WHERE id = $1 AND deleted_at IS NULL`,
    values: [agentId],
  });
  return rows[0] ?? null;
}
