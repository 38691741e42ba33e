import type pg from "pg";
import { giveBackJob } from "@/lib/db/queue-repair/give-back-job";
import type { QueueFault } from "@/lib/db/queue-repair/queue-check";

/**
 * A waiting job of which a lease, or an attempt of its number or a later one, is left: it is made the live job that they
 * speak of, and then loses them the way that every lost lease is taken. So it waits with a number that no attempt has, or
 * fails when none is left. Answers its state; null, and nothing was changed, when there is no such thing.
 */
export async function giveBackQueuedJob(
  tx: pg.PoolClient,
  fault: QueueFault,
): Promise<Record<string, unknown> | null> {
  const { rowCount } = await tx.query({ text: RESTORE_JOB, values: [fault.jobId] });
  if (!rowCount) return null;
  await tx.query({ text: "DELETE FROM queue_items WHERE job_id = $1", values: [fault.jobId] });
  return await giveBackJob("repaired")(tx, fault);
}

/** The last attempt that is known of, by attempts or lease: numbers have no gaps and are used once. */
const RESTORE_JOB = `
  UPDATE jobs j
     SET status = 'assigned', attempt = last.attempt, assigned_at = last.assigned_at, agent_id = a.id, agent_tenant_id = a.tenant_id
    FROM (SELECT attempt, agent_id, assigned_at FROM job_leases WHERE job_id = $1
           UNION ALL
          SELECT attempt, agent_id, assigned_at FROM attempts WHERE job_id = $1
           ORDER BY attempt DESC LIMIT 1) last
    JOIN agents a ON a.id = last.agent_id
   WHERE j.id = $1 AND j.status = 'queued'
     AND (last.attempt >= j.attempt OR EXISTS (SELECT FROM job_leases WHERE job_id = $1))`;
