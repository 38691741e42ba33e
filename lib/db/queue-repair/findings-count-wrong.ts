import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Jobs whose count of findings is not the number of their rows. */
export const findingsCountWrong: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('findings_count', j.findings_count, 'findings', COALESCE(f.rows, 0)) AS found
           FROM jobs j LEFT JOIN (SELECT job_id, count(*) AS rows FROM job_findings GROUP BY job_id) f ON f.job_id = j.id
          WHERE j.findings_count <> COALESCE(f.rows, 0)`,
  one: "j.id = $2::uuid",
  mend: async (tx, { jobId }) =>
    await changedRow(
      tx,
      `UPDATE jobs SET findings_count = (SELECT count(*) FROM job_findings WHERE job_id = $1)
        WHERE id = $1 RETURNING findings_count`,
      [jobId],
    ),
};
