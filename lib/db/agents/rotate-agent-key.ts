import type pg from "pg";

/** Hours for which the key before a rotation is honoured at most. */
export const PREVIOUS_KEY_HOURS = 24;

/**
 * Gives an agent a new key. The key it uses stays good until the new one has been used, at most 24 hours.
 *
 * Promise: rotating again before the new key was ever used replaces that unused key and keeps the one that the agent
 * really carries, so no number of rotations locks a running agent out. The caller holds the row by `lockAgent`.
 */
export async function rotateAgentKey(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
  key: { prefix: string; hash: string },
): Promise<void> {
  await tx.query({
    name: "rotate-agent-key",
    text: `UPDATE agents
              SET previous_api_key_hash =
                    CASE WHEN previous_api_key_expires_at > now() THEN previous_api_key_hash ELSE api_key_hash END,
                  previous_api_key_prefix =
                    CASE WHEN previous_api_key_expires_at > now() THEN previous_api_key_prefix ELSE api_key_prefix END,
                  previous_api_key_expires_at = now() + make_interval(hours => $5),
                  api_key_prefix = $3, api_key_hash = $4, updated_at = now()
            WHERE tenant_id = $1 AND id = $2`,
    values: [tenantId, id, key.prefix, key.hash, PREVIOUS_KEY_HOURS],
  });
}
