import type { PlanSlug } from "@/lib/domain/plan/plan-slug";

export const planNames: Record<PlanSlug, string> = {
  free: "Free",
  team: "Team",
  business: "Business",
  enterprise: "Enterprise",
};
