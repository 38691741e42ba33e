import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import type { Tier } from "@/lib/domain/tier/tier";

export interface ClaimingAgentRow {
  id: string;
  tenantId: string;
  isPlatformAgent: boolean;
  name: string;
  tier: Tier;
  status: AgentStatus;
  tools: string[];
  capabilities: string[];
  region: string | null;
  loadScore: number;
  currentJobs: number;
  maxConcurrentJobs: number;
  /** No lease that it holds, now or later, has a lower number. */
  leaseFloor: number;
  isWaitingHere: boolean;
  /** Answered a moment ago, or about to be: it holds no poll for longer than the grace. */
  isBetweenPolls: boolean;
  /** Its tier is paused at this moment: it gets no new work. */
  isPaused: boolean;
}

/** Without a beat or a poll for this long an agent is no longer preferred for a job by other processes. */
const RIVAL_SILENT_SECONDS = 15;

/**
 * The agents waiting in this process (`agentIds`), whatever their status, and those that wait in another process or are
 * between two polls: active, with `polling_until` ahead. Of tenants' own agents elsewhere only those that something
 * waits for. Slots are counted from live leases, of each agent those from its `leaseFloors` on. Not tiered, every agent
 * of the platform counts as shared. Call under `lockDispatch`, or leases may come in below the floors.
 * Cost: a walk over all agents. Index: agents_live_idx or another of all agents, agent_heartbeats_pkey,
 * job_leases_agent_idx, queue_items_own_idx.
 */
export async function listClaimingAgentsAcrossTenants(
  tx: Db,
  agentIds: readonly string[],
  isTiered: boolean,
  leaseFloors: Readonly<Record<string, number>>,
): Promise<ClaimingAgentRow[]> {
  const { rows } = await tx.query<ClaimingAgentRow>({
    name: "list-claiming-agents",
    text: `SELECT a.id, a.tenant_id AS "tenantId", a.is_platform_agent AS "isPlatformAgent", a.name, a.tier, a.status, a.tool_names AS tools, a.capabilities,
                  a.region, h.load_score AS "loadScore", a.max_concurrent_jobs AS "maxConcurrentJobs",
                  held.leases AS "currentJobs", COALESCE(held.first, coming.lease_no)::float8 AS "leaseFloor",
                  a.id = ANY ($1::uuid[]) AS "isWaitingHere",
                  a.id <> ALL ($1::uuid[])
                    AND h.polling_until <= clock_timestamp() + make_interval(secs => $3) AS "isBetweenPolls",
                  a.is_platform_agent
                    AND EXISTS (SELECT FROM live_tier_pauses p WHERE p.tier = CASE WHEN $4 THEN a.tier ELSE 'shared' END) AS "isPaused"
             FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
             CROSS JOIN (SELECT last_value + is_called::int AS lease_no FROM job_leases_lease_no_seq) coming
             CROSS JOIN LATERAL (
               SELECT count(*)::int AS leases, min(l.lease_no) AS first FROM job_leases l
                WHERE l.agent_id = a.id AND l.lease_no >= COALESCE(($5::jsonb ->> a.id::text)::bigint, 0)) held
            WHERE a.deleted_at IS NULL
              AND (a.id = ANY ($1::uuid[])
                   OR (a.status = 'active' AND NOT h.reported_offline AND h.polling_until > clock_timestamp()
                       AND h.last_seen_at > clock_timestamp() - make_interval(secs => $2)
                       AND (a.is_platform_agent
                            OR EXISTS (SELECT FROM queue_items q
                                        WHERE q.tenant_id = a.tenant_id AND q.selection_mode <> 'platform_only'))))`,
    values: [agentIds, RIVAL_SILENT_SECONDS, POLL_GRACE_SECONDS, isTiered, leaseFloors],
  });
  return rows;
}
