import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Items of jobs that run or have ended. A claim takes the item away and moves no job. */
export const itemOfJobNotQueued: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'has_queue_item', true) AS found
           FROM queue_items q JOIN jobs j ON j.id = q.job_id
          WHERE j.status <> 'queued'`,
  one: "j.id = $2::uuid",
  mend: async (tx, { jobId }) =>
    await changedRow(tx, "DELETE FROM queue_items WHERE job_id = $1 RETURNING false AS has_queue_item", [
      jobId,
    ]),
};
