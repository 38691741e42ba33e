import type pg from "pg";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import type { TenantRow } from "@/lib/db/tenants/tenant-row";

/**
 * Holds an ordinary tenant's row against other changes of its settings until the transaction ends, and answers it as it
 * stands after the wait. NO KEY: claims, whose rows refer to the tenant, are not held up. Its submits are, as they number
 * its jobs there, and with them the other tenants' of their batch: so it is the last lock to wait for, after the
 * dispatcher's, which the triggers of a plan, a limit or a status want.
 */
export async function lockTenant(tx: pg.PoolClient, tenantId: string): Promise<TenantRow | null> {
  const { rowCount } = await tx.query({
    name: "lock-tenant",
    text: "SELECT 1 FROM tenants WHERE id = $1 AND NOT is_system FOR NO KEY UPDATE",
    values: [tenantId],
  });
  return rowCount === 0 ? null : await findTenant(tx, tenantId);
}
