"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { roleNames } from "@/components/settings/role-names";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { paths } from "@/lib/client/paths";
import type { Membership } from "@/lib/domain/access/principal";

interface TenantSwitcherProps {
  current: Membership;
  memberships: readonly Membership[];
}

/** The tenant one is in, and the way to one's others. With only one there is nothing to switch. */
export function TenantSwitcher({ current, memberships }: TenantSwitcherProps) {
  const label = (
    <>
      <span className="min-w-0 flex-1 truncate text-left font-medium">{current.tenantName}</span>
      <span className="text-side-2 text-sm">{roleNames[current.role]}</span>
    </>
  );
  const classes =
    "flex min-h-9 w-full items-center gap-2 rounded border border-side-line bg-side-on px-2.5 py-1.5 text-side-ink";
  if (memberships.length < 2) return <div className={classes}>{label}</div>;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className={classes} aria-label={`Tenant ${current.tenantName}, switch`}>
        {label}
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-side-2" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-56">
        <DropdownMenuLabel>Tenants</DropdownMenuLabel>
        {memberships.map((membership) => (
          <DropdownMenuItem key={membership.tenantId} asChild>
            <Link href={paths.tenant(membership.slug)}>
              <span className="min-w-0 flex-1 truncate">{membership.tenantName}</span>
              {membership.tenantId === current.tenantId ? (
                <Check aria-label="current" />
              ) : (
                <span className="text-ink-3">{roleNames[membership.role]}</span>
              )}
            </Link>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
