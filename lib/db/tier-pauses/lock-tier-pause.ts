import type pg from "pg";
import { TIER_PAUSE_COLUMNS, type TierPauseRow } from "@/lib/db/tier-pauses/tier-pause-row";
import type { Tier } from "@/lib/domain/tier/tier";

/** Holds a tier's pause until the transaction ends and answers it; null when there is none. */
export async function lockTierPause(tx: pg.PoolClient, tier: Tier): Promise<TierPauseRow | null> {
  const { rows } = await tx.query<TierPauseRow>({
    name: "lock-tier-pause",
    text: `SELECT ${TIER_PAUSE_COLUMNS} FROM tier_pauses WHERE tier = $1 FOR UPDATE`,
    values: [tier],
  });
  return rows[0] ?? null;
}
