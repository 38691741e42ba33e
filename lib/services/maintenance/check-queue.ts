import type pg from "pg";
import {
  listCheckResultsAcrossTenants,
  saveCheckResultsAcrossTenants,
} from "@/lib/db/queue-repair/check-results";
import { QUEUE_CHECKS, QUICK_QUEUE_CHECKS } from "@/lib/domain/queue-repair/queue-check";
import type { Log } from "@/lib/log";
import { lookForFaults } from "@/lib/services/queue-repair/look-for-faults";

/** So often, in the whole installation and whoever runs maintenance: it reads everything that waits. */
const CHECK_SECONDS = 300;
const SAMPLES_MAX = 5;

/**
 * Looks for faults among what waits and runs, and says what it finds in the log and in the metrics. It mends nothing, as a
 * fault here is a bug or a hand in the tables, and somebody should see it as it is; see docs/runbook.md. Answers 0: nothing was changed.
 */
export async function checkQueue(ctx: { db: pg.Pool; log: Log }): Promise<number> {
  const known = new Map((await listCheckResultsAcrossTenants(ctx.db)).map((row) => [row.name, row]));
  const isDue = QUICK_QUEUE_CHECKS.some(
    (name) => (known.get(name)?.ageSeconds ?? Number.POSITIVE_INFINITY) >= CHECK_SECONDS,
  );
  if (!isDue) return 0;
  const results = [];
  for (const name of QUICK_QUEUE_CHECKS) results.push(await lookForFaults(ctx, name, SAMPLES_MAX));
  for (const { name, total, faults } of results) {
    if (total === 0) continue;
    ctx.log.error(
      { check: name, faults: total, samples: faults },
      `the queue's tables do not agree: ${QUEUE_CHECKS[name].title.toLowerCase()}`,
    );
  }
  // One that took too long keeps what it knew and waits for its turn like the others: its next try is no quicker.
  await saveCheckResultsAcrossTenants(
    ctx.db,
    results.map(({ name, total, error }) => ({
      name,
      faults: error === null ? total : (known.get(name)?.faults ?? 0),
    })),
  );
  return 0;
}
