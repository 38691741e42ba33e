import type pg from "pg";
import { TIER_PAUSE_COLUMNS, type TierPauseRow } from "@/lib/db/tier-pauses/tier-pause-row";
import type { Tier } from "@/lib/domain/tier/tier";

export interface NewTierPause {
  tier: Tier;
  note: string;
  pausedBy: string;
  /** RFC 3339; null: until somebody ends it. */
  resumesAt: string | null;
}

/**
 * Pauses a tier, or gives its pause another note and end; since when and by whom stay as they were. Null, and nothing
 * done, when the end does not lie ahead by the database's clock.
 */
export async function setTierPause(tx: pg.PoolClient, pause: NewTierPause): Promise<TierPauseRow | null> {
  const { rows } = await tx.query<TierPauseRow>({
    name: "set-tier-pause",
    text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at)
           INSERT INTO tier_pauses (tier, note, paused_at, paused_by, resumes_at)
           SELECT $1, $2, at, $3, $4::timestamptz FROM clock WHERE $4::timestamptz IS NULL OR $4::timestamptz > at
           ON CONFLICT (tier) DO UPDATE SET note = excluded.note, resumes_at = excluded.resumes_at
           RETURNING ${TIER_PAUSE_COLUMNS}`,
    values: [pause.tier, pause.note, pause.pausedBy, pause.resumesAt],
  });
  return rows[0] ?? null;
}
