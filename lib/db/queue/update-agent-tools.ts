import type { Db } from "@/lib/db/transaction";

export interface AgentTools {
  agentId: string;
  /** Null: it did not say. */
  tools: readonly { name: string; version: string }[] | null;
  version: string | null;
}

/**
 * Stores what agents say they are and have, where that differs from what is known; answers the ids of those agents.
 * At most one word an agent. Rows are locked in the order of their ids.
 */
export async function updateAgentToolsAcrossTenants(tx: Db, told: readonly AgentTools[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "update-agent-tools",
    text: `WITH told AS MATERIALIZED (
             SELECT a.id, t.tools, t."toolNames", t.version
               FROM jsonb_to_recordset($1::jsonb)
                    AS t("agentId" uuid, tools jsonb, "toolNames" text[], version text)
               JOIN agents a ON a.id = t."agentId"
              WHERE a.tools IS DISTINCT FROM COALESCE(t.tools, a.tools)
                 OR a.version IS DISTINCT FROM COALESCE(t.version, a.version)
              ORDER BY a.id FOR NO KEY UPDATE OF a)
           UPDATE agents a
              SET tools = COALESCE(t.tools, a.tools), tool_names = COALESCE(t."toolNames", a.tool_names),
                  version = COALESCE(t.version, a.version), updated_at = now()
             FROM told t WHERE a.id = t.id
        RETURNING a.id`,
    values: [
      JSON.stringify(
        told.map(({ agentId, tools, version }) => ({
          agentId,
          tools,
          toolNames: tools?.map((tool) => tool.name) ?? null,
          version,
        })),
      ),
    ],
  });
  return rows.map((row) => row.id);
}
