import { SELECT_TENANT, type TenantRow } from "@/lib/db/tenants/tenant-row";
import type { Db } from "@/lib/db/transaction";

/** The ordinary tenant with this id; null for an unknown one and for the system tenant. */
export async function findTenant(db: Db, tenantId: string): Promise<TenantRow | null> {
  const { rows } = await db.query<TenantRow>({
    name: "find-tenant",
    text: `${SELECT_TENANT} AND t.id = $1`,
    values: [tenantId],
  });
  return rows[0] ?? null;
}
