import type { Db } from "@/lib/db/transaction";

export interface AgentKeyRow {
  id: string;
  name: string;
  tenantId: string;
  isPlatformAgent: boolean;
  keyHash: string;
  isPreviousKey: boolean;
  hasPreviousKey: boolean;
}

/** The undeleted agent that this key prefix names, by its present key or by the one before a rotation that still counts. */
export async function findAgentByKeyAcrossTenants(db: Db, keyPrefix: string): Promise<AgentKeyRow | null> {
  const { rows } = await db.query<AgentKeyRow>({
    name: "find-agent-by-key",
    text: `SELECT id, name, tenant_id AS "tenantId", is_platform_agent AS "isPlatformAgent",
                  CASE WHEN api_key_prefix = $1 THEN api_key_hash ELSE previous_api_key_hash END AS "keyHash",
                  api_key_prefix <> $1 AS "isPreviousKey",
                  previous_api_key_hash IS NOT NULL AS "hasPreviousKey"
             FROM agents
            WHERE deleted_at IS NULL
              AND (api_key_prefix = $1 OR (previous_api_key_prefix = $1 AND previous_api_key_expires_at > now()))`,
    values: [keyPrefix],
  });
  return rows[0] ?? null;
}

/** The new key has been used, so the old one dies: the second half of a rotation. */
export async function dropPreviousAgentKey(db: Db, agentId: string): Promise<void> {
  await db.query({
    name: "drop-previous-agent-key",
    text: `UPDATE agents SET previous_api_key_hash = NULL, previous_api_key_prefix = NULL, previous_api_key_expires_at = NULL
            WHERE id = $1`,
    values: [agentId],
  });
}
