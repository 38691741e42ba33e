import type pg from "pg";
import { prismaClient } from "@/lib/db/prisma";

export interface AuditEntryRow {
  id: string;
  at: Date;
  tenantId: string | null;
  tenantSlug: string | null;
  actorType: string;
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string | null;
  before: unknown;
  after: unknown;
  ip: string | null;
  requestId: string | null;
}

export interface AuditFilter {
  /** A whole action, or with a dot at its end the beginning of one. */
  action?: string | undefined;
  /** Part of the actor's name in any case, or its whole id. */
  actor?: string | undefined;
  targetId?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/** The tenant's audit entries, newest first. */
export async function listAuditEntries(
  db: pg.Pool,
  tenantId: string,
  filter: AuditFilter,
): Promise<AuditEntryRow[]> {
  return await listAuditEntriesAcrossTenants(db, { ...filter, tenantId });
}

/** Audit entries of the platform and of every tenant, newest first; of one tenant when it is named. */
export async function listAuditEntriesAcrossTenants(
  db: pg.Pool,
  filter: AuditFilter & { tenantId?: string | undefined },
): Promise<AuditEntryRow[]> {
  const prisma = prismaClient(db);
  const { tenantId, action, actor, targetId, beforeId, limit } = filter;
  const entries = await prisma.auditEntry.findMany({
    where: {
      ...(tenantId ? { tenantId } : {}),
      ...(action ? { action: action.endsWith(".") ? { startsWith: action } : action } : {}),
      ...(actor ? { OR: [{ actorName: { contains: actor, mode: "insensitive" } }, { actorId: actor }] } : {}),
      ...(targetId ? { targetId } : {}),
      ...(beforeId ? { id: { lt: beforeId } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  const tenantIds = [...new Set(entries.flatMap((entry) => entry.tenantId ?? []))];
  const tenants = await prisma.tenant.findMany({
    where: { id: { in: tenantIds } },
    select: { id: true, slug: true },
  });
  const slugs = new Map(tenants.map((tenant) => [tenant.id, tenant.slug]));
  return entries.map((entry) => ({
    ...entry,
    tenantSlug: entry.tenantId === null ? null : (slugs.get(entry.tenantId) ?? null),
  }));
}
