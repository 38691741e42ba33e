import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Jobs whose log is said to have another length than its streams have. A log that was removed keeps its length. */
export const logBytesWrong: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('log_bytes', j.log_bytes, 'stored_bytes', s.bytes) AS found
           FROM jobs j JOIN (SELECT job_id, attempt, sum(next_offset) AS bytes FROM log_streams GROUP BY job_id, attempt) s
                         ON s.job_id = j.id AND s.attempt = j.attempt
          WHERE j.log_bytes <> s.bytes`,
  one: "j.id = $2::uuid",
  mend: async (tx, { jobId }) =>
    await changedRow(
      tx,
      `UPDATE jobs j
          SET log_bytes = (SELECT sum(s.next_offset) FROM log_streams s WHERE s.job_id = j.id AND s.attempt = j.attempt)
        WHERE j.id = $1 RETURNING j.log_bytes`,
      [jobId],
    ),
};
