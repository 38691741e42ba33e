import type pg from "pg";
import type { Tier } from "@/lib/domain/tier/tier";

export interface AgentSettings {
  name: string;
  tier: Tier;
  maxConcurrentJobs: number;
  region: string | null;
  capabilities: readonly string[];
  labels: Record<string, string>;
}

/** Writes what an admin may set. The caller holds the row by `lockAgent`. Throws the violation that `isAgentNameTaken` knows. */
export async function updateAgent(
  tx: pg.PoolClient,
  tenantId: string,
  id: string,
  settings: AgentSettings,
): Promise<void> {
  await tx.query({
    name: "update-agent",
    text: `UPDATE agents
              SET name = $3, tier = $4, max_concurrent_jobs = $5, region = $6, capabilities = $7, labels = $8,
                  updated_at = now()
            WHERE tenant_id = $1 AND id = $2`,
    values: [
      tenantId,
      id,
      settings.name,
      settings.tier,
      settings.maxConcurrentJobs,
      settings.region,
      settings.capabilities,
      settings.labels,
    ],
  });
}
