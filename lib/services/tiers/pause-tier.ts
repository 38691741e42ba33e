import { instant } from "@/lib/contracts/field";
import { invalidInput } from "@/lib/contracts/field-errors";
import type { PauseTierBody } from "@/lib/contracts/tier";
import type { TierPause } from "@/lib/contracts/tier-pause";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { endDueTierPauses } from "@/lib/db/tier-pauses/end-due-tier-pauses";
import { lockTierPause } from "@/lib/db/tier-pauses/lock-tier-pause";
import { setTierPause } from "@/lib/db/tier-pauses/set-tier-pause";
import type { TierPauseRow } from "@/lib/db/tier-pauses/tier-pause-row";
import { transaction } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { forgetForecast } from "@/lib/services/jobs/queue-snapshot";
import { tierPauseView } from "@/lib/services/tiers/tier-pause-view";

/**
 * Gives the agents of a tier no new work, until `resumes_at` or until the tier is resumed; what runs on them goes on.
 *
 * Promise: once this has answered, no claim gets a job on the tier. Of a tier that is paused it changes note and end; with
 * the same ones it is answered as it is, and nothing is written.
 */
export async function pauseTier(
  ctx: TenantContext,
  input: { tier: Tier; body: PauseTierBody },
): Promise<{ tier: Tier; pause: TierPause }> {
  const { tier, body } = input;
  const pause = await transaction(ctx.db, async (tx) => {
    // No claim that found the tier open is under way, so none can follow the pause with a lease.
    await lockDispatch(tx);
    await endDueTierPauses(tx);
    const before = await lockTierPause(tx, tier);
    if (before && saysTheSame(before, body)) return before;
    const { note, resumes_at: resumesAt } = body;
    const after = await setTierPause(tx, { tier, note, resumesAt, pausedBy: ctx.actor.name });
    if (!after) throw invalidInput([{ pointer: "/resumes_at", message: "must lie in the future" }]);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: before ? "tier.pause_changed" : "tier.paused",
      targetType: "tier",
      targetId: tier,
      before: before && auditFields(before),
      after: auditFields(after),
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "tier.paused",
      subjectType: "tier",
      subjectId: ctx.tenantId,
      data: { tier },
    });
    return after;
  });
  forgetForecast(ctx.db);
  wake("events");
  wake("queue");
  return { tier, pause: tierPauseView(pause) };
}

function saysTheSame(row: TierPauseRow, body: PauseTierBody): boolean {
  const end = body.resumes_at === null ? null : new Date(body.resumes_at).getTime();
  return row.note === body.note && (row.resumesAt?.getTime() ?? null) === end;
}

function auditFields({ note, resumesAt }: TierPauseRow) {
  return { note, resumes_at: instant(resumesAt) };
}
