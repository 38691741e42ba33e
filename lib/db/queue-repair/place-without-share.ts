import { placeAnew } from "@/lib/db/queue-repair/place-anew";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Tenants that are in a lane's order and have nothing to be charged to. */
export const placeWithoutShare: QueueCheck = {
  text: `SELECT t.tenant_id || ' ' || t.lane_id AS subject, t.tenant_id AS "tenantId", NULL::uuid AS "jobId",
                jsonb_build_object('is_placed', t.is_entered, 'order_key', t.order_key::text) AS found
           FROM tenant_lanes t
          WHERE t.is_entered
            AND NOT EXISTS (SELECT FROM tenant_shares s WHERE s.tenant_id = t.tenant_id AND s.lane_id = t.lane_id)`,
  one: "t.tenant_id || ' ' || t.lane_id = $2",
  mend: placeAnew,
};
