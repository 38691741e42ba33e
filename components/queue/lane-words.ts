import { countWords } from "@/components/fleet/count-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { tierLabels } from "@/components/ui/tier-shape";
import type { Lane, TenantQueue } from "@/lib/contracts/admin-explain";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

const modeWords: Record<SelectionMode, string | null> = {
  platform_only: null,
  tenant_only: "the tenant's own agents only",
  tenant_first: "the tenant's own agents first",
  any: "the tenant's own agents, too",
};

/** "HTTP headers, up to Premium": the jobs of a lane. Those for the tenant's own agents go to no tier. */
export function laneWords({ tool, selection_mode, tier_max }: Lane): string {
  return selection_mode === "tenant_only"
    ? toolLabel(tool)
    : `${toolLabel(tool)}, up to ${tierLabels[tier_max]}`;
}

/** What the jobs of a lane ask for beside their tool and tier; empty: nothing. */
export function demandWords({ capabilities, selection_mode }: Omit<Lane, "tool" | "tier_max">): string {
  return [...capabilities, modeWords[selection_mode] ?? []].flat().join(", ");
}

/** How the tenant stands among those that wait for the same; null: its own agents take the jobs without an order. */
export function standingWords({
  selection_mode,
  is_placed,
  is_at_limit,
  tenants_before,
}: TenantQueue["lanes"][number]): string | null {
  if (selection_mode === "tenant_only") return null;
  if (is_at_limit) return "at its limit: others go";
  if (!is_placed || tenants_before === null) return "placed with the next claim";
  if (tenants_before === 0) return "no other tenant before it";
  return `${countWords(tenants_before, "tenant")} before it`;
}
