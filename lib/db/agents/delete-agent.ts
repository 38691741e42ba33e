import type pg from "pg";

/**
 * Takes an agent out of every list for good and kills its keys: `unusableHash` is the hash of a secret that nobody
 * knows. The row stays, because jobs and attempts point to it. The caller holds the row by `lockAgent`.
 */
export async function deleteAgent(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
  unusableHash: string,
): Promise<void> {
  await tx.query({
    name: "delete-agent",
    text: `UPDATE agents
              SET deleted_at = now(), updated_at = now(), api_key_hash = $3, previous_api_key_hash = NULL,
                  previous_api_key_prefix = NULL, previous_api_key_expires_at = NULL
            WHERE tenant_id = $1 AND id = $2`,
    values: [tenantId, id, unusableHash],
  });
}
