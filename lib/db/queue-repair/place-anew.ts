import type pg from "pg";
import type { QueueFault } from "@/lib/db/queue-repair/queue-check";

/**
 * Forgets where a tenant stands in a lane. The next claim places it as if it had just come. Its order key is made a
 * number for the time until then. Call under `lockDispatch`.
 */
export async function placeAnew(
  tx: pg.PoolClient,
  { subject }: QueueFault,
): Promise<Record<string, unknown>> {
  const [tenantId, laneId] = subject.split(" ");
  await tx.query({
    name: "place-anew",
    text: `WITH forgotten AS (DELETE FROM tenant_shares WHERE tenant_id = $1 AND lane_id = $2)
           UPDATE tenant_lanes SET is_entered = false, order_key = 0 WHERE tenant_id = $1 AND lane_id = $2`,
    values: [tenantId, laneId],
  });
  return { is_placed: false };
}
