import type { Tier } from "@/lib/domain/tier/tier";

export interface TierPauseRow {
  tier: Tier;
  note: string;
  pausedAt: Date;
  pausedBy: string;
  resumesAt: Date | null;
}

/** The columns of a pause, from the table or its view. */
export const TIER_PAUSE_COLUMNS = `tier, note, paused_at AS "pausedAt", paused_by AS "pausedBy", resumes_at AS "resumesAt"`;
