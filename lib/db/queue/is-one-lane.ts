import type { Db } from "@/lib/db/transaction";

/** Whether all that ever waited and is not forgotten yet was in one lane. */
export async function isOneLaneAcrossTenants(tx: Db): Promise<boolean> {
  const { rowCount } = await tx.query({ name: "is-one-lane", text: "SELECT FROM queue_lanes LIMIT 2" });
  return rowCount !== 2;
}
