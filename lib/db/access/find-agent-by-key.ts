import type { Db } from "@/lib/db/transaction";

export interface AgentKeyRow {
  keyPrefix: string;
  id: string;
  name: string;
  tenantId: string;
  isPlatformAgent: boolean;
  keyHash: string;
  isPreviousKey: boolean;
  hasPreviousKey: boolean;
}

export interface AgentKeys {
  rows: AgentKeyRow[];
  /** Of the same snapshot as the rows; see `findAgentKeyEpoch`. */
  epoch: string;
}

/** The undeleted agents that these key prefixes name, by their present keys or by those before a rotation that still count. */
export async function listAgentsByKeyAcrossTenants(
  db: Db,
  keyPrefixes: readonly string[],
): Promise<AgentKeys> {
  const { rows } = await db.query<{ epoch: string; keys: AgentKeyRow[] }>({
    name: "list-agents-by-key",
    text: `SELECT e.epoch::text, COALESCE((SELECT jsonb_agg(to_jsonb(k)) FROM (
             SELECT api_key_prefix AS "keyPrefix", id, name, tenant_id AS "tenantId", is_platform_agent AS "isPlatformAgent",
                    api_key_hash AS "keyHash", false AS "isPreviousKey", previous_api_key_hash IS NOT NULL AS "hasPreviousKey"
               FROM agents WHERE deleted_at IS NULL AND api_key_prefix = ANY ($1::text[])
             UNION ALL
             SELECT previous_api_key_prefix, id, name, tenant_id, is_platform_agent, previous_api_key_hash, true, true
               FROM agents
              WHERE deleted_at IS NULL AND previous_api_key_prefix = ANY ($1::text[]) AND previous_api_key_expires_at > now()
           ) k), '[]') AS keys FROM agent_key_epoch e`,
    values: [keyPrefixes],
  });
  return { rows: rows[0]?.keys ?? [], epoch: rows[0]?.epoch ?? "none" };
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
