import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

/** Whose agent it is: the platform's, or a tenant's own. Each fleet has calls of its own under its own prefix. */
export const FLEETS = ["platform", "tenant"] as const;
export type Fleet = (typeof FLEETS)[number];

/** What a tenant's own agent says where an agent must have a tier: it is in none and ranks with the lowest. */
export const OWN_AGENT_TIER: Tier = "shared";

export function isPlatformOwned(tenantId: string): boolean {
  return tenantId === SYSTEM_TENANT_ID;
}
