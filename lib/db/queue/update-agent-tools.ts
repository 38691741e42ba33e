import type { Db } from "@/lib/db/transaction";

/** Stores what the agent says it is and has, if that differs from what is known; answers whether it did. */
export async function updateAgentTools(
  tx: Db,
  agentId: string,
  tools: readonly { name: string; version: string }[] | null,
  version: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "update-agent-tools",
    text: `UPDATE agents
              SET tools = COALESCE($2::jsonb, tools), tool_names = COALESCE($3::text[], tool_names),
                  version = COALESCE($4, version), updated_at = now()
            WHERE id = $1 AND (tools IS DISTINCT FROM COALESCE($2::jsonb, tools) OR version IS DISTINCT FROM COALESCE($4, version))`,
    values: [
      agentId,
      tools === null ? null : JSON.stringify(tools),
      tools === null ? null : tools.map((t) => t.name),
      version,
    ],
  });
  return (rowCount ?? 0) > 0;
}
