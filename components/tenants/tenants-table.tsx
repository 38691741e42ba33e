"use client";

import { planNames } from "@/components/tenants/plan-names";
import { TenantStatus } from "@/components/tenants/tenant-status";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { TenantView } from "@/lib/contracts/tenant";

/** Tenants in rows with what they use of what they may. */
export function TenantsTable({ tenants }: { tenants: readonly TenantView[] }) {
  return (
    <Table label="Tenants">
      <TableHead>
        <Th>Tenant</Th>
        <Th>Plan</Th>
        <Th>Status</Th>
        <Th>Best tier</Th>
        <Th align="right">Running</Th>
        <Th align="right">Queued</Th>
        <Th align="right">Members</Th>
        <Th align="right">Created</Th>
      </TableHead>
      <TableBody>
        {tenants.map((tenant) => (
          <TableRow key={tenant.id}>
            <Td>
              <RowLink href={adminPaths.tenant(tenant.id)}>{tenant.name}</RowLink>
              <span className="block text-ink-3 text-sm">{tenant.slug}</span>
            </Td>
            <Td label="Plan">
              <span className="inline-flex flex-wrap items-center gap-1.5">
                {tenant.plan ? planNames[tenant.plan] : "–"}
                {tenant.limits_override.length > 0 ? <Badge tone="wait">override</Badge> : null}
              </span>
            </Td>
            <Td label="Status">
              <TenantStatus tenant={tenant} />
            </Td>
            <Td label="Best tier">
              {tenant.limits ? (
                <TierBadge tier={tenant.limits.max_tier} />
              ) : (
                <span className="text-ink-3">–</span>
              )}
            </Td>
            <Td label="Running" align="right">
              <Used used={tenant.running} limit={tenant.limits?.max_concurrent_jobs} />
            </Td>
            <Td label="Queued" align="right">
              <Used used={tenant.queued} limit={tenant.limits?.max_queued_jobs} />
            </Td>
            <Td label="Members" align="right">
              {tenant.members}
            </Td>
            <Td label="Created" align="right" className="text-ink-3">
              <RelativeTime at={tenant.created_at} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Used({ used, limit }: { used: number; limit: number | undefined }) {
  return (
    <span>
      {used}
      {limit === undefined ? null : <span className="text-ink-3"> of {limit}</span>}
    </span>
  );
}
