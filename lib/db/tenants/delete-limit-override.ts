import type pg from "pg";

/** The plan's own value counts again. Nothing happens when there is no such override. */
export async function deleteLimitOverride(tx: pg.PoolClient, tenantId: string, key: string): Promise<void> {
  await tx.query({
    name: "delete-limit-override",
    text: "DELETE FROM limit_overrides WHERE tenant_id = $1 AND key = $2",
    values: [tenantId, key],
  });
}
