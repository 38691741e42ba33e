import { giveBackJob } from "@/lib/db/queue-repair/give-back-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Leases whose agent is deleted. Its key is dead, so nobody can report on the job. */
export const leaseOfDeletedAgent: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'attempt', l.attempt, 'agent_id', l.agent_id,
                                   'agent_deleted_at', a.deleted_at) AS found
           FROM job_leases l JOIN agents a ON a.id = l.agent_id JOIN jobs j ON j.id = l.job_id
          WHERE a.deleted_at IS NOT NULL AND j.status IN ('assigned', 'running')`,
  one: "j.id = $2::uuid",
  mend: giveBackJob("agent_deleted"),
};
