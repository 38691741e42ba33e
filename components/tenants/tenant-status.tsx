import { StatusBadge } from "@/components/ui/status-badge";
import type { TenantView } from "@/lib/contracts/tenant";

/** Whether the tenant can work, and if not, why. */
export function TenantStatus({ tenant }: { tenant: TenantView }) {
  if (tenant.status === "suspended") return <StatusBadge tone="bad">Suspended</StatusBadge>;
  if (tenant.subscription_status === "cancelled")
    return <StatusBadge tone="wait">Subscription cancelled</StatusBadge>;
  if (tenant.plan === null) return <StatusBadge tone="wait">No plan</StatusBadge>;
  return <StatusBadge tone="ok">Active</StatusBadge>;
}
