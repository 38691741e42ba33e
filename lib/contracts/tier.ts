import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Instant, line, orNull, TierSchema } from "@/lib/contracts/field";
import { TierPause } from "@/lib/contracts/tier-pause";

/** A tier as a whole: whether it gets new work. */

const tag = "Admin: queue";
const access = { kind: "admin", permission: "admin:write" } as const;
const TierParams = z.strictObject({ slug: TierSchema });

const TierAnswer = z.object({
  tier: TierSchema,
  pause: orNull(TierPause).meta({ description: "Null: it is not paused" }),
});

export const PauseTierBody = z
  .strictObject({
    note: line(500).meta({ description: "Shown to tenants whose jobs wait for the tier" }),
    resumes_at: Instant.nullable()
      .default(null)
      .meta({ description: "In the future. Null: until it is resumed" }),
  })
  .meta({ id: "PauseTier" });
export type PauseTierBody = z.output<typeof PauseTierBody>;

export const pauseTier = defineContract({
  id: "pauseTier",
  method: "POST",
  path: "/api/v1/admin/tiers/{slug}/pause",
  summary: "Give a tier's agents no new work",
  description:
    "What runs goes on; jobs that may run on another tier or on an agent of their tenant's own go there. Ends by itself at `resumes_at`, by the server's clock. Of a paused tier it changes the note and the end. Waiting jobs expire as ever.",
  tag,
  access,
  params: TierParams,
  body: PauseTierBody,
  answer: TierAnswer,
  status: 200,
});

export const resumeTier = defineContract({
  id: "resumeTier",
  method: "POST",
  path: "/api/v1/admin/tiers/{slug}/resume",
  summary: "End a tier's pause",
  description: "Its agents get work at once. Of a tier that is not paused it changes nothing.",
  tag,
  access,
  params: TierParams,
  answer: TierAnswer,
  status: 200,
});
