"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutDashboard, ScanSearch, Server, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { AccountMenu } from "@/components/account/account-menu";
import { KeyboardShortcuts } from "@/components/account/keyboard-shortcuts";
import { TenantSwitcher } from "@/components/account/tenant-switcher";
import { AppShell } from "@/components/layout/app-shell";
import type { NavItem } from "@/components/layout/nav-item";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { paths } from "@/lib/client/paths";
import type { Membership } from "@/lib/domain/access/principal";

interface TenantShellProps {
  current: Membership;
  memberships: readonly Membership[];
  user: { name: string; email: string; isPlatformAdmin: boolean };
  children: ReactNode;
}

/** The tenant console's frame. The count beside Scans is what is queued or running now. */
export function TenantShell({ current, memberships, user, children }: TenantShellProps) {
  const { slug } = current;
  const stats = useQuery(platformStatsOptions(slug)).data;
  const active = stats ? stats.current_active + stats.current_queued : 0;
  const nav: NavItem[] = [
    { href: paths.tenant(slug), label: "Overview", icon: <LayoutDashboard />, exact: true },
    {
      href: paths.scans(slug),
      label: "Scans",
      icon: <ScanSearch />,
      ...(active > 0 ? { count: active } : {}),
    },
    { href: paths.agents(slug), label: "Agents", icon: <Server /> },
    { href: paths.settings(slug), label: "Settings", icon: <Settings /> },
  ];
  return (
    <AppShell
      console="tenant"
      homeHref={paths.tenant(slug)}
      nav={nav}
      switcher={<TenantSwitcher current={current} memberships={memberships} />}
      userMenu={<AccountMenu {...user} />}
    >
      {children}
      <KeyboardShortcuts />
    </AppShell>
  );
}
