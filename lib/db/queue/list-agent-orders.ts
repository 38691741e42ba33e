import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";

export interface AgentOrderRow {
  agentId: string;
  status: AgentStatus;
  maxConcurrentJobs: number;
}

/** The admin's word on agents: may each claim, is it to drain, how many jobs may it hold? Deleted ones are left out. */
export async function listAgentOrdersAcrossTenants(
  db: Db,
  agentIds: readonly string[],
): Promise<AgentOrderRow[]> {
  const { rows } = await db.query<AgentOrderRow>({
    name: "list-agent-orders",
    text: `SELECT id AS "agentId", status, max_concurrent_jobs AS "maxConcurrentJobs"
             FROM agents WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL`,
    values: [agentIds],
  });
  return rows;
}
