import { placeAnew } from "@/lib/db/queue-repair/place-anew";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

const NUMBERLESS = "('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)";

/** Tenants whose place in a lane no order can be made of. */
export const placeImpossible: QueueCheck = {
  text: `SELECT tenant_id || ' ' || lane_id AS subject, tenant_id AS "tenantId", NULL::uuid AS "jobId",
                jsonb_build_object('pass', s.pass::text, 'pass_max', s.pass_max::text, 'order_key', t.order_key::text) AS found
           FROM tenant_shares s FULL JOIN tenant_lanes t USING (tenant_id, lane_id)
          WHERE (s.pass IN ${NUMBERLESS} OR s.pass_max IN ${NUMBERLESS} OR t.order_key IN ${NUMBERLESS})`,
  one: "tenant_id || ' ' || lane_id = $2",
  mend: placeAnew,
};
