import type { Db } from "@/lib/db/transaction";

/**
 * Lets one submit of a tenant at a time through, until the transaction ends: what it counts stays true until it inserts.
 * Claims do not take this lock; they only ever lower the queued count.
 */
export async function lockTenantQueue(tx: Db, tenantId: string): Promise<void> {
  const lock = {
    name: "lock-tenant-queue",
    text: "SELECT FROM tenant_queues WHERE tenant_id = $1 FOR UPDATE",
    values: [tenantId],
  };
  const { rowCount } = await tx.query(lock);
  if (rowCount) return;
  await tx.query({
    name: "insert-tenant-queue",
    text: "INSERT INTO tenant_queues (tenant_id) VALUES ($1) ON CONFLICT (tenant_id) DO NOTHING",
    values: [tenantId],
  });
  await tx.query(lock);
}
