import { Building2, Gauge, KeyRound, KeySquare, ListOrdered, ScrollText, Server, Users } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AccountMenu } from "@/components/account/account-menu";
import { PageClock } from "@/components/jobs/page-clock";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav-item";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { adminPaths } from "@/lib/client/admin-paths";
import { AllowedTargetsProvider } from "@/lib/client/allowed-targets";
import { LiveEventsProvider } from "@/lib/client/live-events";
import { QueryProvider } from "@/lib/client/query-provider";
import { listAllowedTargets } from "@/lib/services/operations/list-allowed-targets";

export const metadata: Metadata = {
  title: { default: "Muster admin", template: "%s · Muster admin" },
};

const nav: NavItem[] = [
  { href: adminPaths.overview, label: "Overview", icon: <Gauge />, exact: true },
  { href: adminPaths.agents, label: "Agents", icon: <Server /> },
  { href: adminPaths.tokens, label: "Bootstrap tokens", icon: <KeyRound /> },
  { href: adminPaths.queue, label: "Queue", icon: <ListOrdered /> },
  { href: adminPaths.tenants, label: "Tenants", icon: <Building2 /> },
  { href: adminPaths.people, label: "People", icon: <Users /> },
  { href: adminPaths.apiKeys, label: "API keys", icon: <KeySquare /> },
  { href: adminPaths.audit, label: "Audit log", icon: <ScrollText /> },
];

/** The admin console: for platform admins only, to everybody else it does not exist. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { name, email, isPlatformAdmin } = await requirePlatformAdmin();
  return (
    <QueryProvider>
      <LiveEventsProvider scope={{ kind: "admin" }}>
        <PageClock renderedAtSeconds={Math.floor(Date.now() / 1000)}>
          <AllowedTargetsProvider cidrs={listAllowedTargets()}>
            <AppShell
              console="admin"
              homeHref={adminPaths.overview}
              nav={nav}
              userMenu={<AccountMenu name={name} email={email} isPlatformAdmin={isPlatformAdmin} />}
            >
              {children}
            </AppShell>
          </AllowedTargetsProvider>
        </PageClock>
      </LiveEventsProvider>
    </QueryProvider>
  );
}
