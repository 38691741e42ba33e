import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { DEGRADED_SECONDS, ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { Tier } from "@/lib/domain/tier/tier";

/** An agent with its last beat, its live leases counted, and the instant of reading by the database's clock. */
export interface AgentRow {
  id: string;
  tenantId: string;
  isPlatformAgent: boolean;
  name: string;
  tier: Tier;
  status: AgentStatus;
  tools: { name: string; version: string }[];
  capabilities: string[];
  region: string | null;
  labels: Record<string, string>;
  maxConcurrentJobs: number;
  version: string | null;
  hostname: string | null;
  apiKeyPrefix: string;
  drainStartedAt: Date | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  reportedOffline: boolean;
  loadScore: number;
  cpuPercent: number;
  memoryPercent: number;
  currentJobs: number;
  now: Date;
}

/** Everything of `AgentRow`; a WHERE may follow with the aliases a (agents) and h (agent_heartbeats). */
export const SELECT_AGENT = `
  SELECT a.id, a.tenant_id AS "tenantId", a.is_platform_agent AS "isPlatformAgent", a.name, a.tier, a.status, a.tools,
         a.capabilities, a.region, a.labels, a.max_concurrent_jobs AS "maxConcurrentJobs", a.version, a.hostname,
         a.api_key_prefix AS "apiKeyPrefix", a.drain_started_at AS "drainStartedAt", a.created_at AS "createdAt",
         h.last_seen_at AS "lastSeenAt", h.reported_offline AS "reportedOffline", h.load_score AS "loadScore",
         h.cpu_percent AS "cpuPercent", h.memory_percent AS "memoryPercent",
         (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id)::integer AS "currentJobs",
         now() AS now
    FROM agents a
    JOIN agent_heartbeats h ON h.agent_id = a.id`;

/**
 * `agentHealth` in SQL, for filters and counts: an expression over the alias h whose limits are the parameters
 * `$online` and `$degraded` at the given positions. `healthLimits` are their values.
 */
export function healthSql(online: number, degraded: number): string {
  return `CASE WHEN h.last_seen_at IS NULL THEN 'pending'
               WHEN h.reported_offline THEN 'offline'
               WHEN h.last_seen_at >= now() - make_interval(secs => $${online}) THEN 'online'
               WHEN h.last_seen_at >= now() - make_interval(secs => $${degraded}) THEN 'degraded'
               ELSE 'offline' END`;
}
export const healthLimits: readonly [number, number] = [ONLINE_SECONDS, DEGRADED_SECONDS];
