import { TIER_PRIORITY } from "@/lib/domain/tier/tier";
import type { Terms } from "./world/tenant";

/** The product's plans, as its first migration sets them. */
export const PLANS = {
  free: { weight: 25, tierMax: TIER_PRIORITY.shared, runningMax: 1, waitingMax: 5 },
  team: { weight: 50, tierMax: TIER_PRIORITY.shared, runningMax: 3, waitingMax: 20 },
  business: { weight: 75, tierMax: TIER_PRIORITY.dedicated, runningMax: 10, waitingMax: 50 },
  enterprise: { weight: 100, tierMax: TIER_PRIORITY.premium, runningMax: 50, waitingMax: 200 },
} satisfies Record<string, Terms & { waitingMax: number }>;

export type PlanName = keyof typeof PLANS;

/** The plan's terms without its bound on running jobs, where only the share is to decide. */
export function uncapped(plan: PlanName): Terms {
  const { weight, tierMax } = PLANS[plan];
  return { weight, tierMax, runningMax: Number.MAX_SAFE_INTEGER };
}
