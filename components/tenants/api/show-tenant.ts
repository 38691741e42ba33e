import type { QueryClient } from "@tanstack/react-query";
import { getTenantOptions, tenantStaleKeys } from "@/components/tenants/api/tenant-queries";
import type { TenantView } from "@/lib/contracts/tenant";

/** Shows a tenant as a change to it has answered, at once; what depends on it is read again beside. */
export function showTenant(client: QueryClient, answer: { tenant: TenantView }): void {
  client.setQueryData(getTenantOptions(answer.tenant.id).queryKey, answer);
  for (const queryKey of tenantStaleKeys) void client.invalidateQueries({ queryKey });
}
