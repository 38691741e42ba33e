import type { Db } from "@/lib/db/transaction";

/** Whether all that ever waited and is not forgotten yet was in one lane, by its clocks. Two looks at an index. */
export async function isOneLaneAcrossTenants(tx: Db): Promise<boolean> {
  const { rows } = await tx.query<{ isOne: boolean }>({
    name: "is-one-lane",
    text: `SELECT COALESCE(min(lane_id) = max(lane_id), true) AS "isOne" FROM lane_clocks`,
  });
  return rows[0]?.isOne ?? true;
}
