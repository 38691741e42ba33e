import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { tenantQueueOptions } from "@/components/queue/api/tenant-queue-query";
import { showTenant } from "@/components/tenants/api/show-tenant";
import { getTenantOptions, listTenantsOptions } from "@/components/tenants/api/tenant-queries";
import type { TenantView } from "@/lib/contracts/tenant";

it("a changed tenant is shown before anything is read again, and all that depends on it is out of date", () => {
  const client = new QueryClient();
  const keys = [
    getTenantOptions("t").queryKey,
    listTenantsOptions({}).queryKey,
    tenantQueueOptions("t").queryKey,
  ];
  for (const key of keys) client.setQueryData<unknown>(key, {});
  const tenant = { id: "t", plan: "business" } as TenantView;

  showTenant(client, { tenant });
  expect(client.getQueryData(getTenantOptions("t").queryKey)).toEqual({ tenant });
  for (const key of keys) expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});
