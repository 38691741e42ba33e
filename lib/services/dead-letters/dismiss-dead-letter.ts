import type { DeadLetterAnswer } from "@/lib/contracts/dead-letter";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { dismissDeadLetterAcrossTenants } from "@/lib/db/dead-letters/dismiss-dead-letter";
import { getDeadLetterAcrossTenants } from "@/lib/db/dead-letters/get-dead-letter";
import { insertEvent } from "@/lib/db/events/insert-event";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import { wake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { deadLetterAnswer } from "@/lib/services/dead-letters/dead-letter-views";

/** An admin has seen it and wants nothing done. Repeatable; refused for one that was queued again. */
export async function dismissDeadLetter(ctx: Context, input: { id: string }): Promise<DeadLetterAnswer> {
  const letter = await transaction(ctx.db, async (tx) => {
    const found = await getDeadLetterAcrossTenants(tx, input.id, "lock");
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
    await insertEvent(tx, {
      tenantId: SYSTEM_TENANT_ID,
      type: "job.dead_letter_dismissed",
      subjectType: "job",
      subjectId: found.jobId,
    });
    return await dismissDeadLetterAcrossTenants(tx, found.jobId, ctx.actor.name);
  });
  wake("events");
  return await deadLetterAnswer(ctx.db, letter);
}
