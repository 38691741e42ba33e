import type { Db } from "@/lib/db/transaction";

/** One of the product's advisory locks; the others are MAINTENANCE_LOCK and IMMEDIATE_SUBMITS_LOCK. */
const DISPATCH_LOCK = 0x6d757301;

/**
 * Lets one dispatch at a time decide, in the whole installation, until the transaction ends.
 * Promise: whoever holds it sees every earlier assignment, so concurrency limits and slots are exact and a contended
 * queue never looks empty. Waits at most lock_timeout; a holder that hangs is ended by idle_in_transaction_session_timeout.
 *
 * Until then it also keeps plans from run to run, and the planner to the order of queue_items_order_idx: it cannot know
 * how many jobs of a tenant an agent may run, guesses hardly any, and would read and sort the tenant's whole backlog to
 * find the first.
 * Answers the instant of the lock, by the database's clock.
 */
export async function lockDispatch(tx: Db): Promise<string> {
  const { rows } = await tx.query<{ lockedAt: string }>({
    name: "lock-dispatch",
    text: `SELECT pg_advisory_xact_lock($1), set_config('enable_sort', 'off', true),
                  set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true),
                  set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true),
                  clock_timestamp()::text AS "lockedAt"`,
    values: [DISPATCH_LOCK],
  });
  if (!rows[0]) throw new Error("the dispatch lock gave no answer");
  return rows[0].lockedAt;
}
