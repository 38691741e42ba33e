import type { ReactNode } from "react";
import { TenantShell } from "@/components/account/tenant-shell";
import { PageClock } from "@/components/jobs/page-clock";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { AllowedTargetsProvider } from "@/lib/client/allowed-targets";
import { LiveEventsProvider } from "@/lib/client/live-events";
import { Prefetched } from "@/lib/client/prefetched";
import { QueryProvider } from "@/lib/client/query-provider";
import { TenantSessionProvider } from "@/lib/client/tenant-session";
import { listAllowedTargets } from "@/lib/services/operations/list-allowed-targets";
import { tenantPageContext } from "@/lib/services/page-context";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";

interface TenantLayoutProps {
  params: Promise<{ tenantSlug: string }>;
  children: ReactNode;
}

export default async function TenantLayout({ params, children }: TenantLayoutProps) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const { slug, tenantName, role } = membership;
  const stats = await getPlatformStats(tenantPageContext(principal, membership.tenantId));
  return (
    <QueryProvider>
      <LiveEventsProvider scope={{ kind: "tenant", slug }}>
        <TenantSessionProvider slug={slug} tenantName={tenantName} role={role} userId={principal.userId}>
          <PageClock renderedAtSeconds={Math.floor(Date.now() / 1000)}>
            <Prefetched entries={[{ queryKey: platformStatsOptions(slug).queryKey, data: stats }]}>
              <AllowedTargetsProvider cidrs={listAllowedTargets()}>
                <TenantShell
                  current={membership}
                  memberships={principal.memberships}
                  user={{
                    name: principal.name,
                    email: principal.email,
                    isPlatformAdmin: principal.isPlatformAdmin,
                  }}
                >
                  {children}
                </TenantShell>
              </AllowedTargetsProvider>
            </Prefetched>
          </PageClock>
        </TenantSessionProvider>
      </LiveEventsProvider>
    </QueryProvider>
  );
}
