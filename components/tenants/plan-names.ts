import type { PLAN_SLUGS } from "@/lib/contracts/tenant";

export const planNames: Record<(typeof PLAN_SLUGS)[number], string> = {
  free: "Free",
  team: "Team",
  business: "Business",
  enterprise: "Enterprise",
};
