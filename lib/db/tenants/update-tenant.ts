import type pg from "pg";

/** Writes a tenant's name and status. The caller holds the row by `lockTenant`. */
export async function updateTenant(
  tx: pg.PoolClient,
  tenantId: string,
  fields: { name: string; status: "active" | "suspended" },
): Promise<void> {
  await tx.query({
    name: "update-tenant",
    text: "UPDATE tenants SET name = $2, status = $3, updated_at = now() WHERE id = $1 AND NOT is_system",
    values: [tenantId, fields.name, fields.status],
  });
}
