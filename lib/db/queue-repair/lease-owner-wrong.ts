import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Leases that count against the plan though they are on the tenant's own agent, or do not though they are the platform's. */
export const leaseOwnerWrong: QueueCheck = {
  text: `SELECT l.job_id::text AS subject, l.tenant_id AS "tenantId", l.job_id AS "jobId",
                jsonb_build_object('agent_id', l.agent_id, 'is_platform_agent', l.is_platform_agent) AS found
           FROM job_leases l JOIN agents a ON a.id = l.agent_id
          WHERE l.is_platform_agent <> a.is_platform_agent`,
  one: "l.job_id = $2::uuid",
  mend: async (tx, { jobId }) =>
    await changedRow(
      tx,
      `UPDATE job_leases l
          SET is_platform_agent = a.is_platform_agent, lane_id = CASE WHEN a.is_platform_agent THEN l.lane_id END
         FROM agents a WHERE l.job_id = $1 AND a.id = l.agent_id RETURNING l.is_platform_agent`,
      [jobId],
    ),
};
