"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveStatus } from "@/components/jobs/live-status";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { RecentJobsCard } from "@/components/queue/recent-jobs-card";
import { TenantQueueCard } from "@/components/queue/tenant-queue-card";
import { getTenantOptions } from "@/components/tenants/api/tenant-queries";
import { OverridesCard } from "@/components/tenants/overrides-card";
import { PlanCard } from "@/components/tenants/plan-card";
import { SuspendTenant } from "@/components/tenants/suspend-tenant";
import { TenantStatus } from "@/components/tenants/tenant-status";
import { UsageCard } from "@/components/tenants/usage-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { adminPaths } from "@/lib/client/admin-paths";

const crumbs = [{ label: "Tenants", href: adminPaths.tenants }];

/** One tenant: what it may use, what it uses, why it may use other than its plan says. */
export function TenantDetail({ id }: { id: string }) {
  const query = useQuery(getTenantOptions(id));
  if (!query.data) return <QueryErrorState what="The tenant could not be loaded" query={query} />;
  const { tenant } = query.data;
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={tenant.name}
        meta={
          <>
            <span className="font-mono text-ink-3 text-sm">{tenant.slug}</span>
            <TenantStatus tenant={tenant} />
          </>
        }
        actions={
          <>
            <LiveStatus />
            <ButtonLink href={`${adminPaths.audit}?tenant=${tenant.id}`} variant="quiet">
              Audit log
            </ButtonLink>
            <SuspendTenant tenant={tenant} />
          </>
        }
      />
      {tenant.limits === null ? (
        <Notice tone="wait" title="Platform agents are not available to this tenant" className="mb-3.5">
          {tenant.status === "suspended"
            ? "It is suspended: its people cannot sign in to it, its keys are refused and its jobs wait."
            : "It has no active subscription. Submits are refused, and queued jobs wait."}
        </Notice>
      ) : null}
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <UsageCard tenant={tenant} />
        <PlanCard tenant={tenant} />
      </div>
      <div className="mt-3.5 space-y-3.5">
        <TenantQueueCard id={tenant.id} />
        <OverridesCard tenant={tenant} />
        <RecentJobsCard
          filters={{ tenant_id: tenant.id }}
          without="tenant"
          emptySentence="This tenant has not submitted a scan yet."
        />
      </div>
    </>
  );
}
