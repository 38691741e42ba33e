import type { SelectionMode } from "@/lib/domain/job/selection-mode";

export const selectionModeNames: Record<SelectionMode, string> = {
  platform_only: "Platform agents",
  tenant_only: "Only your own agents",
  tenant_first: "Your own first, else the platform's",
  any: "Whichever is best, your own among them",
};
