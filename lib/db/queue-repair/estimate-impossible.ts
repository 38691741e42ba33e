import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Estimates of run times that are no number; negative ones the database refuses. Forgotten, and learnt anew. */
export const estimateImpossible: QueueCheck = {
  text: `SELECT e.tenant_id || ' ' || e.tool || ' ' || e.profile AS subject, e.tenant_id AS "tenantId",
                NULL::uuid AS "jobId", jsonb_build_object('seconds', e.seconds::text) AS found
           FROM run_estimates e
          WHERE e.seconds IN ('NaN'::float8, 'Infinity'::float8)`,
  one: "e.tenant_id || ' ' || e.tool || ' ' || e.profile = $2",
  mend: async (tx, { subject }) =>
    await changedRow(
      tx,
      "DELETE FROM run_estimates e WHERE e.tenant_id || ' ' || e.tool || ' ' || e.profile = $1 RETURNING NULL AS seconds",
      [subject],
    ),
};
