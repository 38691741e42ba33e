import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { QueueStats } from "@/lib/contracts/admin-job";

/** Who has the most jobs waiting and running now, a line each; the queue page has the table. */
export function BusyTenantLines({ tenants }: { tenants: QueueStats["top_tenants"] }) {
  if (tenants.length === 0) return <EmptyState sentence="No tenant has a job waiting or running." />;
  return (
    <ul className="divide-y divide-line">
      {tenants.map((tenant) => (
        <li key={tenant.tenant_id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4.5 py-2.5">
          <Link
            href={adminPaths.tenant(tenant.tenant_id)}
            className="min-w-0 rounded-sm font-medium [overflow-wrap:anywhere] hover:underline"
          >
            {tenant.name}
          </Link>
          {tenant.max_tier ? <TierBadge tier={tenant.max_tier} /> : null}
          <span className="ml-auto text-ink-2 text-sm tabular-nums">
            {tenant.queued} waiting, {tenant.running} running
          </span>
        </li>
      ))}
    </ul>
  );
}
