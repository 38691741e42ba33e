import type pg from "pg";
import type { DeadLetterView } from "@/lib/contracts/dead-letter";
import { instant } from "@/lib/contracts/field";
import { listAdminJobsByIdAcrossTenants } from "@/lib/db/admin-jobs/list-admin-jobs-by-id";
import type { DeadLetterRow } from "@/lib/db/dead-letters/dead-letter-row";
import { listAttemptsOfJobsAcrossTenants } from "@/lib/db/jobs/list-attempts-of-jobs";
import { attemptView } from "@/lib/services/jobs/attempt-view";
import { jobViews } from "@/lib/services/jobs/job-view";

/** Dead letters as admins see them, in the given order, each with its job and all its attempts. */
export async function deadLetterViews(
  db: pg.Pool,
  letters: readonly DeadLetterRow[],
): Promise<DeadLetterView[]> {
  const ids = letters.map((letter) => letter.jobId);
  const [rows, attempts] = await Promise.all([
    listAdminJobsByIdAcrossTenants(db, ids),
    listAttemptsOfJobsAcrossTenants(db, ids),
  ]);
  const views = new Map((await jobViews(db, rows)).map((view) => [view.id, view]));
  const slugs = new Map(rows.map((row) => [row.id, row.tenantSlug]));
  return letters.flatMap((letter) => {
    const job = views.get(letter.jobId);
    // Removed since the list was read.
    if (!job) return [];
    return {
      job: { ...job, tenant_slug: slugs.get(job.id) ?? "" },
      lost_agents: letter.lostAgents,
      at: instant(letter.at),
      state: letter.state,
      resolved_at: instant(letter.resolvedAt),
      resolved_by: letter.resolvedBy,
      requeued_job_id: letter.requeuedJobId,
      attempts: attempts.filter((attempt) => attempt.jobId === letter.jobId).map(attemptView),
    };
  });
}

/** The view of one dead letter, as an answer. */
export async function deadLetterAnswer(
  db: pg.Pool,
  letter: DeadLetterRow,
): Promise<{ dead_letter: DeadLetterView }> {
  const [view] = await deadLetterViews(db, [letter]);
  if (!view) throw new Error("a dead letter has no job");
  return { dead_letter: view };
}
