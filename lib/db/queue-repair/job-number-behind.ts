import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

const HIGHEST = "(SELECT max(j.number) FROM jobs j WHERE j.tenant_id = t.id)";

/** Tenants whose next number a job has already: the insert would break the key. Gaps are no fault. */
export const jobNumberBehind: QueueCheck = {
  text: `SELECT t.id::text AS subject, t.id AS "tenantId", NULL::uuid AS "jobId",
                jsonb_build_object('last_job_number', t.last_job_number, 'highest_number', ${HIGHEST}) AS found
           FROM tenants t
          WHERE t.last_job_number < ${HIGHEST}`,
  one: "t.id = $2::uuid",
  mend: async (tx, { subject }) =>
    await changedRow(
      tx,
      `UPDATE tenants t SET last_job_number = ${HIGHEST} WHERE t.id = $1 RETURNING t.last_job_number`,
      [subject],
    ),
};
