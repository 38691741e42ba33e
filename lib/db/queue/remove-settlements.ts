import type { Db } from "@/lib/db/transaction";

/** Call under `lockDispatch`, in the transaction that applies them. */
export async function removeSettlementsAcrossTenants(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: "remove-settlements",
    text: "DELETE FROM lease_settlements WHERE id = ANY ($1::bigint[])",
    values: [ids],
  });
}
