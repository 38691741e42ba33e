import { Building2, Shield, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { AccountMenu } from "@/components/account/account-menu";
import { AppShell } from "@/components/layout/app-shell";
import { requireUser } from "@/lib/auth/require-page-access";
import { paths } from "@/lib/client/paths";
import { QueryProvider } from "@/lib/client/query-provider";

/** The account belongs to no console; the sidebar leads back to those the person may enter. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { name, email, isPlatformAdmin, memberships } = await requireUser();
  const nav = [
    { href: paths.account, label: "Account", icon: <UserRound /> },
    ...memberships.map(({ slug, tenantName }) => ({
      href: paths.tenant(slug),
      label: tenantName,
      icon: <Building2 />,
    })),
    ...(isPlatformAdmin ? [{ href: paths.admin, label: "Platform admin", icon: <Shield /> }] : []),
  ];
  return (
    <QueryProvider>
      <AppShell
        console="tenant"
        homeHref="/"
        nav={nav}
        userMenu={<AccountMenu name={name} email={email} isPlatformAdmin={isPlatformAdmin} />}
      >
        {children}
      </AppShell>
    </QueryProvider>
  );
}
