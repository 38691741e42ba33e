import type { Db } from "@/lib/db/transaction";

export interface ClockState {
  laneId: string;
  tierPriority: number;
  virtualTime: number;
  earnedTime: number;
  shift: number;
  /** The first order key in the lane; null: nobody is there, or nobody knows. */
  firstKey: number | null;
}

/** Call under `lockDispatch`. */
export async function saveClocksAcrossTenants(tx: Db, clocks: readonly ClockState[]): Promise<void> {
  if (clocks.length === 0) return;
  await tx.query({
    name: "save-clocks",
    text: `UPDATE lane_clocks c SET virtual_time = v."virtualTime", earned_time = v."earnedTime", shift = v.shift,
                   order_floor = COALESCE(v."firstKey", c.order_floor), moved_at = clock_timestamp()
             FROM jsonb_to_recordset($1::jsonb) AS v("laneId" int, "tierPriority" int, "virtualTime" float8, "earnedTime" float8, shift float8, "firstKey" float8)
            WHERE c.lane_id = v."laneId" AND c.tier_priority = v."tierPriority"`,
    values: [JSON.stringify(clocks)],
  });
}
