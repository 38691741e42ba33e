import type { Db } from "@/lib/db/transaction";

/** Lets tenants that are marked at their limit and have room enter the fair order again. Answers how many places were wrong. Call under `lockDispatch`. */
export async function reenterTenantsWithRoomAcrossTenants(tx: Db, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: "reenter-tenants-with-room",
    text: `WITH wrong AS MATERIALIZED (
             SELECT t.tenant_id FROM tenant_lanes t
              WHERE t.is_at_limit AND t.max_concurrent > (
                      SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent)
              LIMIT $1)
           UPDATE tenant_lanes t SET is_entered = false FROM wrong w WHERE t.tenant_id = w.tenant_id AND t.is_entered`,
    values: [limit],
  });
  return rowCount ?? 0;
}
