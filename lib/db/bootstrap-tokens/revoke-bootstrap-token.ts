import type pg from "pg";

/** Revokes a token that is not revoked yet and answers whether this call did it: the first revocation is the one that counts. */
export async function revokeBootstrapToken(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
  revokedBy: string,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "revoke-bootstrap-token",
    text: `UPDATE bootstrap_tokens SET revoked_at = now(), revoked_by = $3
            WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL`,
    values: [tenantId, id, revokedBy],
  });
  return rowCount === 1;
}
