import { giveBackJob } from "@/lib/db/queue-repair/give-back-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Jobs that are said to run and that nobody holds. Looked for tenant by tenant, as jobs are indexed by tenant and state. */
export const liveJobWithoutLease: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'attempt', j.attempt, 'agent_id', j.agent_id, 'has_lease', false) AS found
           FROM tenants t JOIN jobs j ON j.tenant_id = t.id AND j.status IN ('assigned', 'running')
          WHERE NOT EXISTS (SELECT FROM job_leases l WHERE l.job_id = j.id)`,
  one: "j.id = $2::uuid",
  mend: giveBackJob("repaired"),
};
