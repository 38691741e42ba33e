import { type Db, together } from "@/lib/db/transaction";

/**
 * Lets one transaction at a time submit for a tenant: what it counts stays true until it inserts. Claims do not take
 * this lock; they only ever lower the queued count. Answers the tenants that are locked now: with `wait` all of them,
 * with `skip` those that nobody else holds and that have submitted before. What is sent after this call has begun runs
 * under the lock.
 */
export async function lockTenantQueuesAcrossTenants(
  tx: Db,
  tenantIds: readonly string[],
  busy: "wait" | "skip",
): Promise<string[]> {
  const [, { rows }] = await together([
    busy === "wait" &&
      tx.query({
        name: "insert-tenant-queues",
        text: `INSERT INTO tenant_queues (tenant_id) SELECT id FROM unnest($1::uuid[]) AS t(id) ORDER BY id
               ON CONFLICT (tenant_id) DO NOTHING`,
        values: [tenantIds],
      }),
    tx.query<{ tenantId: string }>({
      name: `lock-tenant-queues-${busy}`,
      text: `SELECT tenant_id AS "tenantId" FROM tenant_queues WHERE tenant_id = ANY ($1::uuid[])
              ORDER BY tenant_id FOR UPDATE ${busy === "skip" ? "SKIP LOCKED" : ""}`,
      values: [tenantIds],
    }),
  ]);
  return rows.map((row) => row.tenantId);
}
