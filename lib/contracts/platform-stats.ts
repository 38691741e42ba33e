import * as z from "zod";
import { TierStats } from "@/lib/contracts/agent";
import { defineContract } from "@/lib/contracts/contract";
import { TierSchema } from "@/lib/contracts/field";
import { TIERS } from "@/lib/domain/tier/tier";

/** What the tenant may use and what is free of it, with exactly the fields that clients rely on. */
export const PlatformStats = z
  .object({
    enabled: z.boolean(),
    max_tier: TierSchema,
    max_concurrent: z.number().int(),
    max_queued: z.number().int(),
    current_active: z.number().int(),
    current_queued: z.number().int(),
    available_slots: z.number().int(),
    accessible_tiers: z.array(TierSchema),
    tier_stats: z.partialRecord(z.enum(TIERS), TierStats),
  })
  .meta({ id: "PlatformStats" });
export type PlatformStats = z.infer<typeof PlatformStats>;

export const getPlatformStats = defineContract({
  id: "getPlatformStats",
  method: "GET",
  path: "/api/v1/platform/stats",
  summary: "The tenant's limits and use, and the tiers open to it",
  tag: "Scans",
  access: { kind: "tenant", permission: "jobs:read" },
  answer: PlatformStats,
  status: 200,
});
