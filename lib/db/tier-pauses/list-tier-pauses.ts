import { TIER_PAUSE_COLUMNS, type TierPauseRow } from "@/lib/db/tier-pauses/tier-pause-row";
import type { Db } from "@/lib/db/transaction";

export interface LiveTierPauseRow extends TierPauseRow {
  tierPriority: number;
  /** Null: until somebody ends it. */
  resumesInSeconds: number | null;
}

/** The tiers that are paused at this moment by the database's clock, lowest first. */
export async function listTierPauses(db: Db): Promise<LiveTierPauseRow[]> {
  const { rows } = await db.query<LiveTierPauseRow>({
    name: "list-tier-pauses",
    text: `SELECT ${TIER_PAUSE_COLUMNS}, tier_priority AS "tierPriority",
                  CASE WHEN resumes_at IS NOT NULL
                       THEN greatest(0, extract(epoch FROM resumes_at - clock_timestamp()))::float8 END AS "resumesInSeconds"
             FROM live_tier_pauses ORDER BY tier_priority`,
  });
  return rows;
}
