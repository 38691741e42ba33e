import type pg from "pg";
import { violates } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

export interface NewAgent {
  id: string;
  name: string;
  tier: Tier;
  tools: readonly { name: string; version: string }[];
  capabilities: readonly string[];
  region: string | null;
  labels: Record<string, string>;
  maxConcurrentJobs: number;
  version: string | null;
  hostname: string | null;
  apiKeyPrefix: string;
  apiKeyHash: string;
}

/** Writes an agent that has never been seen, with its heartbeat row. Throws the violation that `isAgentNameTaken` knows. */
export async function insertAgent(tx: pg.PoolClient, tenantId: string, agent: NewAgent): Promise<void> {
  await tx.query({
    name: "insert-agent",
    text: `WITH made AS (
             INSERT INTO agents (id, tenant_id, is_platform_agent, name, tier, tools, tool_names, capabilities, region,
                                 labels, max_concurrent_jobs, version, hostname, api_key_prefix, api_key_hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             RETURNING id)
           INSERT INTO agent_heartbeats (agent_id) SELECT id FROM made`,
    values: [
      agent.id,
      tenantId,
      tenantId === SYSTEM_TENANT_ID,
      agent.name,
      agent.tier,
      JSON.stringify(agent.tools),
      [...new Set(agent.tools.map((tool) => tool.name))],
      agent.capabilities,
      agent.region,
      agent.labels,
      agent.maxConcurrentJobs,
      agent.version,
      agent.hostname,
      agent.apiKeyPrefix,
      agent.apiKeyHash,
    ],
  });
}

/** Names are unique among a tenant's undeleted agents. */
export function isAgentNameTaken(error: unknown): boolean {
  return violates(error, "agents_name_key");
}
