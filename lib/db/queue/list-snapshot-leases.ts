import type { Db } from "@/lib/db/transaction";
import type { SnapshotLease } from "@/lib/domain/queue/queue-snapshot";

/** Every live lease: there are no more of them than the fleet has slots. */
export async function listSnapshotLeasesAcrossTenants(db: Db): Promise<SnapshotLease[]> {
  const { rows } = await db.query<SnapshotLease>({
    name: "list-snapshot-leases",
    text: `SELECT agent_id AS "agentId", tenant_id AS "tenantId", is_platform_agent AS "isPlatformAgent",
                  charged_seconds AS "chargedSeconds",
                  extract(epoch FROM clock_timestamp() - assigned_at)::float8 AS "elapsedSeconds"
             FROM job_leases`,
  });
  return rows;
}
