import { EmptyState } from "@/components/ui/empty-state";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { QueueStats } from "@/lib/contracts/admin-job";

/** Who has the most jobs waiting and running now. */
export function BusiestTenants({ tenants }: { tenants: QueueStats["top_tenants"] }) {
  if (tenants.length === 0) return <EmptyState sentence="No tenant has a job waiting or running." />;
  return (
    <Table label="Busiest tenants">
      <TableHead>
        <Th>Tenant</Th>
        <Th>Best tier</Th>
        <Th align="right">Waiting</Th>
        <Th align="right">Running</Th>
      </TableHead>
      <TableBody>
        {tenants.map((tenant) => (
          <TableRow key={tenant.tenant_id}>
            <Td>
              <RowLink href={adminPaths.tenant(tenant.tenant_id)}>{tenant.name}</RowLink>{" "}
              <span className="text-ink-3 text-sm">{tenant.slug}</span>
            </Td>
            <Td label="Best tier">
              {tenant.max_tier ? (
                <TierBadge tier={tenant.max_tier} />
              ) : (
                <span className="text-ink-3">not available</span>
              )}
            </Td>
            <Td label="Waiting" align="right">
              {tenant.queued}
            </Td>
            <Td label="Running" align="right">
              {tenant.running}
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
