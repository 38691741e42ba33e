import type pg from "pg";

/**
 * Whether the tenant has this archive. If so it cannot be deleted until the transaction ends, so that a job which is
 * queued in it never names an archive that has just gone. False for another tenant's.
 */
export async function holdArchive(tx: pg.PoolClient, tenantId: string, id: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "hold-archive",
    text: "SELECT FROM archives WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE",
    values: [tenantId, id],
  });
  return rowCount === 1;
}
