import type pg from "pg";
import { insertAuditEntries } from "@/lib/db/audit/insert-audit-entry";
import { layJobsAsideAcrossTenants } from "@/lib/db/queue/lay-jobs-aside";
import { transaction, violates } from "@/lib/db/transaction";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";
import { log } from "@/lib/log";

const SAMPLES_MAX = 20;

/** A round came to nothing, as one of the jobs that were to go has a lease or an attempt of its number already. */
export class JobsAtOdds extends Error {
  private constructor(
    readonly jobIds: readonly string[],
    cause: unknown,
  ) {
    super("a waiting job has a lease or an attempt of its number already", { cause });
  }

  /** What to throw for an error of giving these jobs away. */
  static of(error: unknown, jobIds: readonly string[]): unknown {
    const isAtOdds = violates(error, "job_leases_pkey") || violates(error, "attempts_pkey");
    return isAtOdds ? new JobsAtOdds(jobIds, error) : error;
  }
}

/**
 * Takes the jobs out of the queue that no claim can give away, so that everybody else's go on. They are not mended: what
 * made such a fault is a bug or a hand in the tables, and somebody should see it as it is (decision 7).
 *
 * Promise: each has an audit entry that commits with it, and all are told in the log. Says nothing where another process
 * was first.
 */
export async function layJobsAside(db: pg.Pool, jobIds: readonly string[]): Promise<void> {
  const laidAside = await transaction(db, async (tx) => {
    const rows = await layJobsAsideAcrossTenants(tx, jobIds);
    const source = { actor: SYSTEM_ACTOR, ip: null, requestId: null };
    const records = rows.map(({ jobId, tenantId }) => ({
      source,
      entry: { tenantId, action: "job.laid_aside", targetType: "job", targetId: jobId },
    }));
    await insertAuditEntries(tx, records);
    return rows;
  });
  if (laidAside.length === 0) return;
  log.error(
    { jobs: laidAside.length, samples: laidAside.slice(0, SAMPLES_MAX).map(({ jobId }) => jobId) },
    "waiting jobs were taken out of the queue, as they have a lease or an attempt of their number already and no claim can " +
      "give them away: repair them (admin console, Queue, Repair, or POST /api/v1/admin/queue/repair)",
  );
}
