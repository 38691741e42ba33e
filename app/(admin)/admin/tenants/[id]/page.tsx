import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listAdminJobsOptions, RECENT_JOBS_SHOWN } from "@/components/queue/api/list-admin-jobs-query";
import { tenantQueueOptions } from "@/components/queue/api/tenant-queue-query";
import { getTenantOptions, listPlansOptions } from "@/components/tenants/api/tenant-queries";
import { TenantDetail } from "@/components/tenants/tenant-detail";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { Id } from "@/lib/contracts/field";
import { AppError } from "@/lib/domain/errors";
import { getTenantQueue } from "@/lib/services/admin-jobs/get-tenant-queue";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import { pageContext } from "@/lib/services/page-context";
import { getTenant } from "@/lib/services/tenants/get-tenant";
import { listPlans } from "@/lib/services/tenants/list-plans";

export const metadata: Metadata = { title: "Tenant" };

export default async function TenantPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const id = Id.safeParse((await params).id).data;
  if (id === undefined) notFound();
  const [tenant, plans, queue, jobs] = await Promise.all([
    getTenant(ctx, id),
    listPlans(ctx),
    getTenantQueue(ctx, { id }),
    listAdminJobs(ctx, { tenant_id: id, limit: RECENT_JOBS_SHOWN }),
  ]).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <Prefetched
      entries={[
        { queryKey: getTenantOptions(id).queryKey, data: tenant },
        { queryKey: listPlansOptions().queryKey, data: plans },
        { queryKey: tenantQueueOptions(id).queryKey, data: queue },
        {
          queryKey: listAdminJobsOptions({ tenant_id: id }, RECENT_JOBS_SHOWN).queryKey,
          data: firstPage(jobs),
        },
      ]}
    >
      <TenantDetail id={id} />
    </Prefetched>
  );
}
