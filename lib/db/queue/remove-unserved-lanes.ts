import type { Db } from "@/lib/db/transaction";

/** Removes lanes that nobody waits in and no agent ever served: wishes can be invented without end. Call under `lockDispatch`. */
export async function removeUnservedLanesAcrossTenants(tx: Db, limit: number): Promise<void> {
  await tx.query({
    name: "remove-unserved-lanes",
    text: `DELETE FROM queue_lanes WHERE id IN (
             SELECT l.id FROM queue_lanes l
              WHERE NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.lane_id = l.id)
                AND NOT EXISTS (SELECT FROM lane_clocks c WHERE c.lane_id = l.id AND c.virtual_time > 0)
              LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    values: [limit],
  });
}
