import { instant } from "@/lib/contracts/field";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { deleteTierPause } from "@/lib/db/tier-pauses/delete-tier-pause";
import { endDueTierPauses } from "@/lib/db/tier-pauses/end-due-tier-pauses";
import { lockTierPause } from "@/lib/db/tier-pauses/lock-tier-pause";
import { transaction } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { forgetForecast } from "@/lib/services/jobs/queue-snapshot";

/** Ends a tier's pause. Repeatable: a tier that is not paused is answered as it is, and nothing is written. */
export async function resumeTier(ctx: TenantContext, tier: Tier): Promise<{ tier: Tier; pause: null }> {
  await transaction(ctx.db, async (tx) => {
    await endDueTierPauses(tx);
    const pause = await lockTierPause(tx, tier);
    if (!pause) return;
    await deleteTierPause(tx, tier);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "tier.resumed",
      targetType: "tier",
      targetId: tier,
      before: { note: pause.note, resumes_at: instant(pause.resumesAt) },
      after: null,
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "tier.resumed",
      subjectType: "tier",
      subjectId: ctx.tenantId,
      data: { tier },
    });
  });
  forgetForecast(ctx.db);
  wake("events");
  wake("queue");
  return { tier, pause: null };
}
