import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { LiveStatus } from "@/components/jobs/live-status";
import {
  listPlansOptions,
  listTenantsOptions,
  TENANTS_PER_PAGE,
} from "@/components/tenants/api/tenant-queries";
import { CreateTenantDialog } from "@/components/tenants/create-tenant-dialog";
import { tenantFilters, tenantSearchParams } from "@/components/tenants/tenant-search-params";
import { TenantsList } from "@/components/tenants/tenants-list";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { pageContext } from "@/lib/services/page-context";
import { listPlans } from "@/lib/services/tenants/list-plans";
import { listTenants } from "@/lib/services/tenants/list-tenants";

export const metadata: Metadata = { title: "Tenants" };

const loadFilters = createLoader(tenantSearchParams);

export default async function TenantsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const filters = tenantFilters(await loadFilters(searchParams));
  const [tenants, plans] = await Promise.all([
    listTenants(ctx, { ...filters, limit: TENANTS_PER_PAGE }),
    listPlans(ctx),
  ]);
  return (
    <Prefetched
      entries={[
        { queryKey: listTenantsOptions(filters).queryKey, data: firstPage(tenants) },
        { queryKey: listPlansOptions().queryKey, data: plans },
      ]}
    >
      <PageHeader
        title="Tenants"
        actions={
          <>
            <LiveStatus />
            <CreateTenantDialog />
          </>
        }
      />
      <TenantsList />
    </Prefetched>
  );
}
