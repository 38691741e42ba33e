import type { Db } from "@/lib/db/transaction";

/** Removes passes that their lane has left behind, of tenants that neither wait there nor run anything. Call under `lockDispatch`. */
export async function removePassedSharesAcrossTenants(tx: Db): Promise<void> {
  await tx.query({
    name: "remove-passed-shares",
    text: `DELETE FROM tenant_shares s USING lane_clocks c
            WHERE c.lane_id = s.lane_id AND c.tier_priority = s.tier_priority AND s.pass <= c.earned_time
              AND NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id)
              AND NOT EXISTS (SELECT FROM job_leases r WHERE r.tenant_id = s.tenant_id)`,
  });
}
