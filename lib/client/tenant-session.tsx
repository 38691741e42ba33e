"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import { type Role, roleMay, type TenantPermission } from "@/lib/domain/access/permissions";

export interface TenantSession {
  slug: string;
  tenantName: string;
  userId: string;
  role: Role;
  /** What the console offers; the server decides anew at each call. */
  may: (permission: TenantPermission) => boolean;
}

const TenantSessionContext = createContext<TenantSession | null>(null);

type TenantSessionProviderProps = Omit<TenantSession, "may"> & { children: ReactNode };

export function TenantSessionProvider(props: TenantSessionProviderProps) {
  const { slug, tenantName, userId, role, children } = props;
  const session = useMemo(
    () => ({
      slug,
      tenantName,
      userId,
      role,
      may: (permission: TenantPermission) => roleMay(role, permission),
    }),
    [slug, tenantName, userId, role],
  );
  return <TenantSessionContext value={session}>{children}</TenantSessionContext>;
}

/** In which tenant this page is, and what its reader may do there. Only below the tenant console's layout. */
export function useTenantSession(): TenantSession {
  const session = use(TenantSessionContext);
  if (!session) throw new Error("useTenantSession is used outside the tenant console");
  return session;
}
