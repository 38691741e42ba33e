import type pg from "pg";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import type { QueueFault } from "@/lib/db/queue-repair/queue-check";
import type { QueueCheckWords } from "@/lib/domain/queue-repair/queue-check";

/** A job's rows in the order in which every other write locks them: queue item, lease, attempts, job. */
const JOB_LOCKS = [
  "SELECT FROM queue_items WHERE job_id = $1 FOR UPDATE",
  "SELECT FROM job_leases WHERE job_id = $1 FOR UPDATE",
  "SELECT FROM attempts WHERE job_id = $1 ORDER BY attempt FOR UPDATE",
  "SELECT FROM jobs WHERE id = $1 FOR NO KEY UPDATE",
];

/**
 * Keeps everybody else from changing what a fault is about until commit. What is looked at after it was committed before,
 * so a fault that is still there is one, and not somebody's work under way. The fair order is its dispatcher's.
 */
export async function lockSubjectAcrossTenants(
  tx: pg.PoolClient,
  kind: QueueCheckWords["subject"],
  { subject, jobId }: QueueFault,
): Promise<void> {
  switch (kind) {
    case "job":
      for (const text of JOB_LOCKS) await tx.query({ text, values: [jobId] });
      return;
    case "bootstrap_token":
      await tx.query({ text: "SELECT FROM bootstrap_tokens WHERE id = $1 FOR UPDATE", values: [subject] });
      return;
    case "tenant":
      await tx.query({ text: "SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE", values: [subject] });
      return;
    case "queue_place":
      await lockDispatch(tx);
  }
}
