import type pg from "pg";
import { insertAuditEntries } from "@/lib/db/audit/insert-audit-entry";
import { resolveRepeatedDeadLettersAcrossTenants } from "@/lib/db/dead-letters/resolve-repeated-dead-letters";
import type { AcceptedSubmit } from "@/lib/services/jobs/submit";

/**
 * A dead letter is queued again once a job repeats it, whether its tenant or an admin asked for that: so nobody is asked
 * to decide on it any more, and an admin's requeue makes no second repeat. With an audit entry each.
 */
export async function noteRepeats(
  tx: pg.PoolClient,
  made: readonly { accepted: AcceptedSubmit; jobId: string }[],
): Promise<void> {
  const repeats = made.flatMap(({ accepted: { submit }, jobId }) =>
    submit.retryOfJobId === null
      ? []
      : [{ repeatedJobId: submit.retryOfJobId, newJobId: jobId, by: submit.ctx.actor.name }],
  );
  const letters = await resolveRepeatedDeadLettersAcrossTenants(tx, repeats);
  await insertAuditEntries(
    tx,
    letters.flatMap((letter) => {
      const source = made.find(({ jobId }) => jobId === letter.requeuedJobId)?.accepted.submit.ctx;
      if (!source) return [];
      const entry = {
        tenantId: letter.tenantId,
        action: "job.dead_letter_requeued",
        targetType: "job",
        targetId: letter.jobId,
        before: { state: letter.state, lost_agents: letter.lostAgents },
        after: { state: "requeued", requeued_job_id: letter.requeuedJobId },
      };
      return [{ source, entry }];
    }),
  );
}
