import { changedRow } from "@/lib/db/queue-repair/changed-row";
import { closeAttemptsAcrossTenants } from "@/lib/db/queue-repair/close-attempts";
import { giveBackQueuedJob } from "@/lib/db/queue-repair/give-back-queued-job";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

/** Leases of jobs that wait or have ended: a slot that nobody gives back, and of a job that waits no claim can have it. */
export const leaseOfJobNotLive: QueueCheck = {
  text: `SELECT j.id::text AS subject, j.tenant_id AS "tenantId", j.id AS "jobId",
                jsonb_build_object('status', j.status, 'has_lease', true, 'agent_id', l.agent_id, 'attempt', l.attempt) AS found
           FROM job_leases l JOIN jobs j ON j.id = l.job_id
          WHERE j.status NOT IN ('assigned', 'running')`,
  one: "j.id = $2::uuid",
  mend: async (tx, fault) => {
    const waiting = await giveBackQueuedJob(tx, fault);
    if (waiting) return waiting;
    const { jobId } = fault;
    const after = await changedRow(
      tx,
      "DELETE FROM job_leases WHERE job_id = $1 RETURNING false AS has_lease",
      [jobId],
    );
    await closeAttemptsAcrossTenants(tx, jobId);
    return after;
  },
};
