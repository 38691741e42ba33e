import { giveBackJob } from "@/lib/db/queue-repair/give-back-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Leases of live jobs whose attempt is not there or is over. */
export const leaseWithoutOpenAttempt: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'attempt', l.attempt, 'agent_id', l.agent_id,
                                   'attempt_outcome', a.outcome, 'has_attempt', a.job_id IS NOT NULL) AS found
           FROM job_leases l JOIN jobs j ON j.id = l.job_id
           LEFT JOIN attempts a ON a.job_id = l.job_id AND a.attempt = l.attempt
          WHERE j.status IN ('assigned', 'running') AND (a.job_id IS NULL OR a.outcome IS NOT NULL)`,
  one: "j.id = $2::uuid",
  mend: giveBackJob("repaired"),
};
