import { instant } from "@/lib/contracts/field";
import type { QueueFaults } from "@/lib/contracts/queue-repair";
import { QUEUE_CHECK_NAMES, type QueueCheckName } from "@/lib/domain/queue-repair/queue-check";
import type { Context } from "@/lib/services/context";
import { checkViews } from "@/lib/services/queue-repair/check-views";
import { lookForFaults } from "@/lib/services/queue-repair/look-for-faults";

const SAMPLES_MAX = 10;

/** Runs checks, all unless told otherwise, one after the other so that they take one connection. Changes nothing. */
export async function getQueueFaults(
  ctx: Context,
  names: readonly QueueCheckName[] = QUEUE_CHECK_NAMES,
): Promise<QueueFaults> {
  const at = new Date();
  const results = [];
  for (const name of names) {
    results.push({ ...(await lookForFaults(ctx, name, SAMPLES_MAX)), repaired: 0 });
  }
  return { at: instant(at), dry_run: true, checks: await checkViews(ctx.db, results) };
}
