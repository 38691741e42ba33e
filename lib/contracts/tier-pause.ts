import * as z from "zod";
import { Instant } from "@/lib/contracts/field";

/** What tenants see of a pause. */
export const PublicTierPause = z
  .object({
    note: z.string().meta({ description: "Why, in the provider's words" }),
    paused_at: Instant,
    resumes_at: Instant.nullable().meta({ description: "Null: until it is resumed" }),
  })
  .meta({ id: "PublicTierPause" });
export type PublicTierPause = z.infer<typeof PublicTierPause>;

export const TierPause = PublicTierPause.extend({ paused_by: z.string() }).meta({ id: "TierPause" });
export type TierPause = z.infer<typeof TierPause>;
