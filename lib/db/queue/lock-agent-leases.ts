import { DUE_LEASE_SQL, type DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import type { Db } from "@/lib/db/transaction";

/** All leases of one agent, e.g. before it is deleted by force. Locked until commit. */
export async function lockAgentLeasesAcrossTenants(tx: Db, agentId: string): Promise<DueLeaseRow[]> {
  const { rows } = await tx.query<DueLeaseRow>({
    name: "lock-agent-leases",
    text: `${DUE_LEASE_SQL}
            WHERE l.agent_id = $1 ORDER BY l.job_id FOR UPDATE OF l`,
    values: [agentId],
  });
  return rows;
}
