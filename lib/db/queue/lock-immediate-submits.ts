import type { Db } from "@/lib/db/transaction";

const IMMEDIATE_SUBMITS_LOCK = 0x6d757303;

/**
 * Lets one submit at a time, in the whole installation, count the slots that are free and take one, until the transaction
 * ends: what another has taken lies in the queue by then. Nobody else takes this lock. Take it before any tenant's queue,
 * or whoever waits here would hold up its tenant's other submits.
 */
export async function lockImmediateSubmits(tx: Db): Promise<void> {
  await tx.query({
    name: "lock-immediate-submits",
    text: "SELECT pg_advisory_xact_lock($1)",
    values: [IMMEDIATE_SUBMITS_LOCK],
  });
}
