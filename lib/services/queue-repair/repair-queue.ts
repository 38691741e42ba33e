/**
 * Repairs what the queue's tables disagree on.
 *
 * Promise: each fault is mended in a transaction of its own, after it was found again with everything that it is about
 * locked, and its audit entry with before and after commits with it; so it is safe beside traffic, beside another
 * repair, and cut off at any point. A fault that cannot be mended is logged and left, and the others are mended all the
 * same. Bounded: at most REPAIRS_MAX a check and call, of the first LOOKED_AT_MAX, so that those that cannot be mended
 * hide no others.
 */
import { instant } from "@/lib/contracts/field";
import type { QueueFaults, RepairQueueBody } from "@/lib/contracts/queue-repair";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { saveCheckResultsAcrossTenants } from "@/lib/db/queue-repair/check-results";
import { findFaultsAcrossTenants } from "@/lib/db/queue-repair/find-faults";
import { lockSubjectAcrossTenants } from "@/lib/db/queue-repair/lock-subject";
import type { QueueFault } from "@/lib/db/queue-repair/queue-check";
import { QUEUE_CHECK_QUERIES } from "@/lib/db/queue-repair/queue-checks";
import { transaction } from "@/lib/db/transaction";
import { QUEUE_CHECK_NAMES, QUEUE_CHECKS, type QueueCheckName } from "@/lib/domain/queue-repair/queue-check";
import { wake } from "@/lib/live/wake-hub";
import type { Context } from "@/lib/services/context";
import { checkViews } from "@/lib/services/queue-repair/check-views";
import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { type CheckFindings, lookForFaults } from "@/lib/services/queue-repair/look-for-faults";

const REPAIRS_MAX = 100;
const LOOKED_AT_MAX = 1_000;

export async function repairQueue(ctx: Context, body: RepairQueueBody): Promise<QueueFaults> {
  const names = QUEUE_CHECK_NAMES.filter((name) => body.checks?.includes(name) ?? true);
  if (body.dry_run) return await getQueueFaults(ctx, names);
  const at = new Date();
  const results = [];
  for (const name of names) results.push(await repairAll(ctx, name));
  await insertAuditEntry(ctx.db, ctx, {
    tenantId: null,
    action: "queue.repair_run",
    targetType: "queue",
    targetId: null,
    before: figures(results, ({ total }) => total),
    after: figures(results, ({ total, repaired }) => total - repaired),
  });
  await saveCheckResultsAcrossTenants(
    ctx.db,
    results
      .filter(({ name, error }) => QUEUE_CHECKS[name].depth === "quick" && error === null)
      .map(({ name, total, repaired }) => ({ name, faults: total - repaired })),
  );
  wake("queue");
  wake("events");
  return { at: instant(at), dry_run: false, checks: await checkViews(ctx.db, results) };
}

type Repaired = CheckFindings & { repaired: number };

/** What there is to say by check, without those that have nothing. */
function figures(
  results: readonly Repaired[],
  figureOf: (result: Repaired) => number,
): Record<string, number> {
  return Object.fromEntries(
    results.filter(({ total }) => total > 0).map((result) => [result.name, figureOf(result)]),
  );
}

async function repairAll(ctx: Context, name: QueueCheckName): Promise<Repaired> {
  const found = await lookForFaults(ctx, name, LOOKED_AT_MAX);
  let repaired = 0;
  let failed = 0;
  for (const fault of found.faults) {
    if (repaired === REPAIRS_MAX) break;
    try {
      if (await repairOne(ctx, name, fault)) repaired++;
      // Somebody else has mended it, or it was never at rest.
      else found.total--;
    } catch (error) {
      failed++;
      ctx.log.error({ err: error, check: name, subject: fault.subject }, "a fault could not be repaired");
    }
  }
  const error = failed > 0 ? `${failed} could not be repaired; the server's log says why.` : found.error;
  return { ...found, repaired, error };
}

/** Answers false when the fault is gone. */
async function repairOne(ctx: Context, name: QueueCheckName, seen: QueueFault): Promise<boolean> {
  const check = QUEUE_CHECK_QUERIES[name];
  const { subject: targetType } = QUEUE_CHECKS[name];
  return await transaction(ctx.db, async (tx) => {
    await lockSubjectAcrossTenants(tx, targetType, seen);
    const { faults } = await findFaultsAcrossTenants(tx, check, { limit: 1, subject: seen.subject });
    const [fault] = faults;
    if (!fault) return false;
    const after = await check.mend(tx, fault);
    await insertAuditEntry(tx, ctx, {
      tenantId: fault.tenantId,
      action: "queue.repaired",
      targetType,
      targetId: fault.subject,
      before: { check: name, ...fault.found },
      after: { check: name, ...after },
    });
    return true;
  });
}
