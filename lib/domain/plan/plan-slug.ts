/** The plans, from the smallest to the largest. */
export const PLAN_SLUGS = ["free", "team", "business", "enterprise"] as const;
export type PlanSlug = (typeof PLAN_SLUGS)[number];
