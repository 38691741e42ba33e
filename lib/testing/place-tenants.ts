import type pg from "pg";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

/** Places tenants in the lanes in which they have begun to wait, as the next claim of any agent would. */
export async function placeTenants(pool: pg.Pool): Promise<void> {
  await transaction(pool, async (tx) => {
    await lockDispatch(tx);
    await (await RoundClocks.load(tx, [])).enterFresh(tx);
  });
}
