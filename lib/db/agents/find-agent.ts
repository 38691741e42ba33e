import { type AgentRow, SELECT_AGENT } from "@/lib/db/agents/agent-row";
import type { Db } from "@/lib/db/transaction";

/** The tenant's agent with this id, or null when there is none or it was deleted. */
export async function findAgent(db: Db, tenantId: string, id: string): Promise<AgentRow | null> {
  const { rows } = await db.query<AgentRow>({
    name: "find-agent",
    text: `${SELECT_AGENT} WHERE a.tenant_id = $1 AND a.id = $2 AND a.deleted_at IS NULL`,
    values: [tenantId, id],
  });
  return rows[0] ?? null;
}
