import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { AgentHealth, AgentStatus } from "@/lib/domain/agent/liveness";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

export interface AgentOptions {
  /** The owner; the platform unless told otherwise. */
  tenantId?: string;
  name?: string;
  tier?: Tier;
  status?: AgentStatus;
  /** How its last beat looks now. */
  health?: AgentHealth;
  tools?: readonly string[];
  capabilities?: readonly string[];
  region?: string | null;
  maxConcurrentJobs?: number;
  loadScore?: number;
  /** What authenticates it; a throw-away text unless a test signs in as the agent. */
  key?: { prefix: string; hash: string };
}

const SILENT_SECONDS: Record<AgentHealth, number | null> = {
  online: 0,
  degraded: 45,
  offline: 600,
  pending: null,
};

/** An agent: platform-owned, shared, active, online, with one slot and every built-in tool unless told otherwise. */
export async function createAgent(
  db: Db,
  options: AgentOptions = {},
): Promise<{ id: string; name: string; tenantId: string; tier: Tier }> {
  const id = newId();
  const tenantId = options.tenantId ?? SYSTEM_TENANT_ID;
  const name = options.name ?? `agent-${id.slice(-12)}`;
  const tier = options.tier ?? "shared";
  const status = options.status ?? "active";
  const tools = options.tools ?? TOOL_NAMES;
  await db.query(
    `INSERT INTO agents (id, tenant_id, is_platform_agent, name, tier, status, tools, tool_names, capabilities, region,
                         max_concurrent_jobs, api_key_prefix, api_key_hash, drain_started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      tenantId,
      tenantId === SYSTEM_TENANT_ID,
      name,
      tier,
      status,
      JSON.stringify(tools.map((tool) => ({ name: tool, version: "1.0.0" }))),
      tools,
      options.capabilities ?? [],
      options.region ?? null,
      options.maxConcurrentJobs ?? 1,
      options.key?.prefix ?? `mst_ag_${id}`,
      options.key?.hash ?? "no-key",
      status === "draining" || status === "drained" ? new Date() : null,
    ],
  );
  const silentSeconds = SILENT_SECONDS[options.health ?? "online"];
  await db.query(
    `INSERT INTO agent_heartbeats (agent_id, last_seen_at, beat_at, reported_offline, load_score)
     VALUES ($1, now() - make_interval(secs => $2::float8), now() - make_interval(secs => $2::float8), false, $3)`,
    [id, silentSeconds, options.loadScore ?? 0],
  );
  return { id, name, tenantId, tier };
}
