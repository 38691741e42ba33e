import type { AgentView } from "@/lib/contracts/agent";
import { instant } from "@/lib/contracts/field";
import type { AgentRow } from "@/lib/db/agents/agent-row";
import { agentHealth } from "@/lib/domain/agent/liveness";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";

/** An agent as the API shows it. Health is judged by the database's clock at the moment of reading. */
export function agentView(row: AgentRow): AgentView {
  return {
    id: row.id,
    name: row.name,
    tenant_id: row.tenantId,
    is_platform_agent: row.isPlatformAgent,
    tier: row.tier,
    tier_priority: TIER_PRIORITY[row.tier],
    status: row.status,
    health: agentHealth(row.lastSeenAt, row.reportedOffline, row.now),
    tools: row.tools,
    capabilities: row.capabilities,
    region: row.region,
    labels: row.labels,
    max_concurrent_jobs: row.maxConcurrentJobs,
    current_jobs: row.currentJobs,
    load_score: row.loadScore,
    cpu_percent: row.cpuPercent,
    memory_percent: row.memoryPercent,
    version: row.version,
    hostname: row.hostname,
    last_seen_at: instant(row.lastSeenAt),
    api_key_prefix: row.apiKeyPrefix,
    drain_started_at: instant(row.drainStartedAt),
    created_at: instant(row.createdAt),
  };
}
