import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/tier";

export const pauseTier: Operation<typeof contracts.pauseTier> = {
  id: "pauseTier",
  method: "POST",
  path: "/api/v1/admin/tiers/{slug}/pause",
};

export const resumeTier: Operation<typeof contracts.resumeTier> = {
  id: "resumeTier",
  method: "POST",
  path: "/api/v1/admin/tiers/{slug}/resume",
};
