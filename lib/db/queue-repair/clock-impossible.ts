import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

const NUMBERLESS = "('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)";

/** Clocks of lanes that no time can be read from. Set to the first of those that wait, and their weights counted anew. */
export const clockImpossible: QueueCheck = {
  text: `SELECT c.lane_id || ' ' || c.tier_priority AS subject, NULL::uuid AS "tenantId", NULL::uuid AS "jobId",
                jsonb_build_object('virtual_time', c.virtual_time::text, 'shift', c.shift::text,
                                   'backlog_weight', c.backlog_weight::text) AS found
           FROM lane_clocks c
          WHERE (c.virtual_time IN ${NUMBERLESS} OR c.shift IN ${NUMBERLESS} OR c.backlog_weight IN ${NUMBERLESS}
                 OR c.virtual_time < 0 OR c.backlog_weight < 0)`,
  one: "c.lane_id || ' ' || c.tier_priority = $2",
  mend: async (tx, { subject }) =>
    await changedRow(
      tx,
      `UPDATE lane_clocks c
          SET shift = 0,
              virtual_time = greatest(0, COALESCE(
                (SELECT min(s.pass) FROM tenant_shares s
                  WHERE s.lane_id = c.lane_id AND s.tier_priority = c.tier_priority AND s.pass NOT IN ${NUMBERLESS}), 0)),
              backlog_weight = COALESCE((SELECT sum(t.weight) FROM tenant_lanes t
                                          WHERE t.lane_id = c.lane_id AND t.tier_priority = c.tier_priority), 0)
        WHERE c.lane_id || ' ' || c.tier_priority = $1
    RETURNING virtual_time, shift, backlog_weight`,
      [subject],
    ),
};
