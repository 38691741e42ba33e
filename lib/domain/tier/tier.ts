/** The three classes of platform agents, lowest first. */
export const TIERS = ["shared", "dedicated", "premium"] as const;
export type Tier = (typeof TIERS)[number];

/** Selection priority: the higher is preferred, and a tenant may use every tier at or below its own. */
export const TIER_PRIORITY: Record<Tier, number> = { shared: 0, dedicated: 50, premium: 100 };

/** The tier with this selection priority, or null. */
export function tierOfPriority(priority: number): Tier | null {
  return TIERS.find((tier) => TIER_PRIORITY[tier] === priority) ?? null;
}

export function isTier(value: string): value is Tier {
  return (TIERS as readonly string[]).includes(value);
}

/** Whether a tenant whose highest tier is `maxTier` may run on an agent of `agentTier`. */
export function mayUseTier(maxTier: Tier, agentTier: Tier): boolean {
  return TIER_PRIORITY[maxTier] >= TIER_PRIORITY[agentTier];
}

/** Tiers open to `maxTier`, lowest first. */
export function accessibleTiers(maxTier: Tier): Tier[] {
  return TIERS.filter((tier) => mayUseTier(maxTier, tier));
}

export function lowerTier(a: Tier, b: Tier): Tier {
  return TIER_PRIORITY[a] <= TIER_PRIORITY[b] ? a : b;
}

export interface TierDecision {
  tierRequested: Tier | null;
  /** The highest tier this job may run on at the time of submission. */
  tierMax: Tier;
  tierDowngraded: boolean;
}

/** A submit may name a tier; above the plan it is lowered to the plan's highest, and the answer says so. */
export function decideTier(requested: Tier | null, planMax: Tier): TierDecision {
  if (requested === null) return { tierRequested: null, tierMax: planMax, tierDowngraded: false };
  return {
    tierRequested: requested,
    tierMax: lowerTier(requested, planMax),
    tierDowngraded: !mayUseTier(planMax, requested),
  };
}
