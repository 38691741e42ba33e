import { type FoundFaults, findFaultsAcrossTenants } from "@/lib/db/queue-repair/find-faults";
import { QUEUE_CHECK_QUERIES } from "@/lib/db/queue-repair/queue-checks";
import { type Db, sqlState } from "@/lib/db/transaction";
import type { QueueCheckName } from "@/lib/domain/queue-repair/queue-check";
import type { Log } from "@/lib/log";

/** Of a statement that took too long, and of one that waited too long for a lock. */
const GIVEN_UP = new Set(["57014", "55P03"]);

export interface CheckFindings extends FoundFaults {
  name: QueueCheckName;
  /** It could not look; then it knows of no fault. */
  error: string | null;
}

/** Looks for one kind of fault. One whose statement takes too long says so, and does not keep the others from looking. */
export async function lookForFaults(
  ctx: { db: Db; log: Log },
  name: QueueCheckName,
  limit: number,
): Promise<CheckFindings> {
  try {
    const found = await findFaultsAcrossTenants(ctx.db, QUEUE_CHECK_QUERIES[name], { limit });
    return { name, ...found, error: null };
  } catch (error) {
    if (!GIVEN_UP.has(sqlState(error) ?? "")) throw error;
    ctx.log.warn({ err: error, check: name }, "a check of the queue took too long");
    return { name, total: 0, faults: [], error: "The check took too long and was given up." };
  }
}
