import type { Tier } from "@/lib/domain/tier/tier";

/** A tier whose agents get no new work at present. */
export interface TierPause {
  tier: Tier;
  tierPriority: number;
  /** Why, for those who wait. */
  note: string;
  /** Null: until somebody ends it. */
  resumesAt: Date | null;
  resumesInSeconds: number | null;
}

/** The pause that keeps the agent from new work. Tenants' own agents are of no tier. */
export function pauseOf(
  agent: { ownerTenantId: string | null; tierPriority: number },
  pauses: readonly TierPause[],
): TierPause | null {
  if (agent.ownerTenantId !== null) return null;
  return pauses.find((pause) => pause.tierPriority === agent.tierPriority) ?? null;
}

/** The one that ends first before the others; of those without an end, and of equals, that of the highest tier. */
export function firstToEndFirst(pauses: Iterable<TierPause>): TierPause[] {
  const endOf = ({ resumesAt }: TierPause) => resumesAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return [...pauses].sort((a, b) => endOf(a) - endOf(b) || b.tierPriority - a.tierPriority);
}
