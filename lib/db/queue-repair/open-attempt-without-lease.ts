import { closeAttemptsAcrossTenants } from "@/lib/db/queue-repair/close-attempts";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Jobs with attempts that go on for ever. The attempt of a job that runs without a lease is another check's. */
export const openAttemptWithoutLease: QueueCheck = {
  text: `SELECT a.job_id::text AS subject, a.tenant_id AS "tenantId", a.job_id AS "jobId",
                jsonb_build_object('status', a.status, 'open_attempts', a.open) AS found
           FROM (SELECT a.job_id, a.tenant_id, j.status, jsonb_agg(a.attempt ORDER BY a.attempt) AS open
                   FROM attempts a JOIN jobs j ON j.id = a.job_id
                  WHERE a.outcome IS NULL
                    AND NOT EXISTS (SELECT FROM job_leases l WHERE l.job_id = a.job_id AND l.attempt = a.attempt)
                    AND NOT (a.attempt = j.attempt AND j.status IN ('assigned', 'running'))
                  GROUP BY a.job_id, a.tenant_id, j.status) a
          WHERE true`,
  one: "a.job_id = $2::uuid",
  mend: async (tx, { jobId }) => ({ closed_attempts: await closeAttemptsAcrossTenants(tx, jobId) }),
};
