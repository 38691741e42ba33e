import type pg from "pg";
import {
  listCheckResultsAcrossTenants,
  saveCheckResultsAcrossTenants,
} from "@/lib/db/queue-repair/check-results";
import { limitCheckTime } from "@/lib/db/queue-repair/limit-check-time";
import { transaction } from "@/lib/db/transaction";
import { QUEUE_CHECKS, QUICK_QUEUE_CHECKS, type QueueCheckName } from "@/lib/domain/queue-repair/queue-check";
import { onePerOwner } from "@/lib/live/one-per-owner";
import type { Log } from "@/lib/log";
import { lookForFaults } from "@/lib/services/queue-repair/look-for-faults";

/** So often each, in the whole installation and whoever runs maintenance: they read everything that waits. */
const CHECK_SECONDS = 300;
/** Lost jobs wait for their rescue meanwhile. */
const LOOK_MS = 3_000;
const SAMPLES_MAX = 5;

/**
 * Looks for faults among what waits and runs, one check a run, and says what it finds in the log and in the metrics. It
 * mends nothing, as a fault here is a bug or a hand in the tables, and somebody should see it as it is; see
 * docs/runbook.md. A check that takes too long keeps its last result, whose age then tells so. Answers 0: nothing was changed.
 */
export async function checkQueue(ctx: { db: pg.Pool; log: Log }): Promise<number> {
  const gaveUpAt = onePerOwner("queue-checks-given-up", ctx.db, () => new Map<QueueCheckName, number>());
  const ages = new Map(
    (await listCheckResultsAcrossTenants(ctx.db)).map(({ name, ageSeconds }) => [name, ageSeconds]),
  );
  const ageOf = (name: QueueCheckName) => ages.get(name) ?? Number.POSITIVE_INFINITY;
  const hasGivenUp = (name: QueueCheckName) =>
    performance.now() - (gaveUpAt.get(name) ?? Number.NEGATIVE_INFINITY) < CHECK_SECONDS * 1000;
  const [name] = QUICK_QUEUE_CHECKS.filter((one) => ageOf(one) >= CHECK_SECONDS && !hasGivenUp(one)).sort(
    (a, b) => ageOf(b) - ageOf(a) || 0,
  );
  if (!name) return 0;
  const { total, faults, error } = await transaction(ctx.db, async (tx) => {
    await limitCheckTime(tx, LOOK_MS);
    return await lookForFaults({ ...ctx, db: tx }, name, SAMPLES_MAX);
  });
  if (error !== null) {
    gaveUpAt.set(name, performance.now());
    return 0;
  }
  if (total > 0) {
    const title = QUEUE_CHECKS[name].title.toLowerCase();
    ctx.log.error(
      { check: name, faults: total, samples: faults },
      `the queue's tables do not agree: ${title}`,
    );
  }
  await saveCheckResultsAcrossTenants(ctx.db, [{ name, faults: total }]);
  return 0;
}
