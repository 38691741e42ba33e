import { instant } from "@/lib/contracts/field";
import type { PublicTierPause, TierPause } from "@/lib/contracts/tier-pause";
import type { TierPauseRow } from "@/lib/db/tier-pauses/tier-pause-row";

/** A pause as admins see it. */
export function tierPauseView(row: TierPauseRow): TierPause {
  return { ...publicTierPauseView(row), paused_by: row.pausedBy };
}

/** A pause as tenants see it: not who paused. */
export function publicTierPauseView(row: TierPauseRow): PublicTierPause {
  return { note: row.note, paused_at: instant(row.pausedAt), resumes_at: instant(row.resumesAt) };
}
