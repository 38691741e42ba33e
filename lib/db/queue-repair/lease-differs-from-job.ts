import { giveBackJob } from "@/lib/db/queue-repair/give-back-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Leases that fence another attempt or agent than the job names, or that are wrong about whether it has started. */
export const leaseDiffersFromJob: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'attempt', j.attempt, 'agent_id', j.agent_id,
                                   'lease_attempt', l.attempt, 'lease_agent_id', l.agent_id,
                                   'lease_started', l.started_at IS NOT NULL) AS found
           FROM job_leases l JOIN jobs j ON j.id = l.job_id
          WHERE j.status IN ('assigned', 'running')
            AND ((l.attempt, l.agent_id) IS DISTINCT FROM (j.attempt, j.agent_id)
                 OR (j.status = 'running') <> (l.started_at IS NOT NULL))`,
  one: "j.id = $2::uuid",
  mend: giveBackJob("repaired"),
};
