import type { DeadLetterAnswer } from "@/lib/contracts/dead-letter";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { lockDeadLetterAcrossTenants } from "@/lib/db/dead-letters/lock-dead-letter";
import { resolveDeadLetterAcrossTenants } from "@/lib/db/dead-letters/resolve-dead-letter";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";
import { deadLetterAnswer } from "@/lib/services/dead-letters/dead-letter-views";

/** An admin has seen it and wants nothing done. Repeatable; refused for one that was queued again. */
export async function dismissDeadLetter(ctx: Context, input: { id: string }): Promise<DeadLetterAnswer> {
  const letter = await transaction(ctx.db, async (tx) => {
    const found = await lockDeadLetterAcrossTenants(tx, input.id);
    if (found.state === "requeued") {
      throw new AppError("conflict", "The scan was queued again, so there is nothing to dismiss.");
    }
    if (found.state === "dismissed") return found;
    await insertAuditEntry(tx, ctx, {
      tenantId: found.tenantId,
      action: "job.dead_letter_dismissed",
      targetType: "job",
      targetId: found.jobId,
      before: { state: "open", lost_agents: found.lostAgents },
      after: { state: "dismissed" },
    });
    return await resolveDeadLetterAcrossTenants(tx, found.jobId, ctx.actor.name, null);
  });
  return await deadLetterAnswer(ctx.db, letter);
}
