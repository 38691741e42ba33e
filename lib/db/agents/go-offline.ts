import type { Db } from "@/lib/db/transaction";

/** The agent stops on purpose: it counts as offline from now on. False when it did already. */
export async function goOffline(tx: Db, agentId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "go-offline",
    text: `WITH marked AS (
             UPDATE agent_heartbeats SET reported_offline = true, polling_until = NULL, beat_at = NULL
              WHERE agent_id = $1 AND NOT reported_offline RETURNING agent_id
           )
           INSERT INTO events (tenant_id, type, subject_type, subject_id)
           SELECT a.tenant_id, 'agent.offline', 'agent', a.id FROM agents a JOIN marked m ON m.agent_id = a.id`,
    values: [agentId],
  });
  return (rowCount ?? 0) > 0;
}
