import type pg from "pg";

/**
 * Takes one use of a token, or none.
 *
 * Promise: this one conditional UPDATE decides. It takes a use only of a token that has one left, is not revoked and
 * not past its end by the database's clock, whatever the caller read before; a rollback gives the use back.
 */
export async function spendBootstrapToken(tx: pg.PoolClient, tenantId: string, id: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "spend-bootstrap-token",
    text: `UPDATE bootstrap_tokens SET current_uses = current_uses + 1
            WHERE tenant_id = $1 AND id = $2 AND current_uses < max_uses AND revoked_at IS NULL
              AND expires_at > clock_timestamp()`,
    values: [tenantId, id],
  });
  return rowCount === 1;
}
