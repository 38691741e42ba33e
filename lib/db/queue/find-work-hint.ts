import type { Db } from "@/lib/db/transaction";
import { type AgentStatus, ONLINE_SECONDS } from "@/lib/domain/agent/liveness";

export interface WaitingClaim {
  agentId: string;
  /** False: it waits for orders only. */
  wantsJobs: boolean;
  /** The agent's status when the claim began to wait; null: it is only being asked for. */
  agentStatus: AgentStatus | null;
  requestId: string | null;
}

export interface WorkHint {
  /** A tenant waits that has room, or may have it again, for what the agent of one of these claims may run. */
  hasClaimable: boolean;
  /** The same, or for what another agent may run that is there to ask for it: one that has a job now, or waits elsewhere. */
  hasWork: boolean;
  /** One of these agents' jobs is to be cancelled and nobody has told it. */
  hasOrders: boolean;
  /** One of these claims was answered with jobs meanwhile: its first sending was, in this process or another. */
  hasReplay: boolean;
  /** Agents that were enabled, disabled or drained since they began to wait; null: deleted. */
  moved: { agentId: string; status: AgentStatus | null }[];
}

/** What decides what an agent `a` may run. It may run something if it is active and its tier is not paused. */
const AGENT_SQL = `CASE WHEN NOT a.is_platform_agent THEN a.tenant_id END AS owner_id,
                    CASE WHEN $5 THEN (SELECT priority FROM platform_agent_tiers WHERE slug = a.tier) ELSE 0 END AS tier_priority,
                    a.tool_names, a.capabilities`;
const ABLE_SQL = `a.deleted_at IS NULL AND a.status = 'active'
                AND (NOT a.is_platform_agent
                     OR CASE WHEN $5 THEN a.tier ELSE 'shared' END NOT IN (SELECT tier FROM live_tier_pauses))`;

/** Whether something waits for one of these agents. */
function waitsForSql(agents: string): string {
  return `((SELECT is_due FROM due) AND EXISTS (SELECT FROM ${agents})
           OR EXISTS (SELECT FROM waiting w CROSS JOIN LATERAL (
                        SELECT FROM ${agents}_kind k
                         WHERE k.owner_id IS NULL AND k.tier_priority <= w.tier_priority
                           AND w.tool = ANY (k.tool_names) AND w.capabilities <@ k.capabilities LIMIT 1) s)
           -- A tenant's own agents know no limit of the plan.
           OR EXISTS (SELECT FROM queue_items WHERE selection_mode <> 'platform_only')
              AND EXISTS (SELECT FROM ${agents}_kind k CROSS JOIN LATERAL (
                            SELECT FROM tenant_lanes t JOIN queue_lanes l ON l.id = t.lane_id
                             WHERE t.tenant_id = k.owner_id AND l.selection_mode <> 'platform_only'
                               AND l.tool = ANY (k.tool_names) AND l.capabilities <@ k.capabilities LIMIT 1) s))`;
}

/**
 * The one cheap question that idle polling costs, for all the claims that wait in a process. Not tiered, every agent of the
 * platform counts as shared.
 *
 * Promise: what one of these claims could be given is never hidden. What no agent could take that is there, as none
 * offers it or its tier is paused, is no work: it would cost the whole fleet its rest for as long as it waits. Of what
 * nobody has placed yet only a round can tell, which then places it.
 * Cost: a walk over the clocks; of what waits, a look at the kinds of agents of these claims, and if none takes it at those of
 * all. Kinds are few; 1,000 of them with 1,000 lanes that nobody serves take 0.2 s.
 */
export async function findWorkHintAcrossTenants(
  db: Db,
  claims: readonly WaitingClaim[],
  isTiered: boolean,
): Promise<WorkHint> {
  const { rows } = await db.query<WorkHint>({
    name: "find-work-hint",
    text: `WITH claim AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) AS w(agent_id, status, request_id, wants_jobs)
           ), here AS MATERIALIZED (
             -- A look-up each: mostly the first one does.
             SELECT ${AGENT_SQL}
               FROM claim c CROSS JOIN LATERAL (SELECT * FROM agents a WHERE a.id = c.agent_id AND ${ABLE_SQL} LIMIT 1) a
              WHERE c.wants_jobs
           ), here_kind AS MATERIALIZED (
             SELECT DISTINCT * FROM here
           ), there AS MATERIALIZED (
             SELECT ${AGENT_SQL}
               FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE ${ABLE_SQL} AND NOT h.reported_offline
                AND h.last_seen_at > clock_timestamp() - make_interval(secs => $6)
           ), there_kind AS MATERIALIZED (
             SELECT DISTINCT * FROM there
           ), due AS MATERIALIZED (
             -- With an order, as otherwise an index that holds the few rows in question seems no better than to look for one.
             SELECT (SELECT true FROM tenant_lanes WHERE NOT is_entered ORDER BY tenant_id LIMIT 1) IS NOT NULL
                    OR EXISTS (SELECT FROM tenant_lanes WHERE is_at_limit) AND EXISTS (SELECT FROM lease_settlements)
                    OR EXISTS (SELECT FROM tenant_lanes WHERE limits_until < 'infinity' AND limits_until <= clock_timestamp())
                    AS is_due
           ), waiting AS MATERIALIZED (
             SELECT c.tier_priority, l.tool, l.capabilities
               FROM lane_clocks c CROSS JOIN LATERAL (
                 SELECT FROM tenant_lanes t
                  WHERE t.lane_id = c.lane_id AND t.tier_priority = c.tier_priority AND t.is_entered
                    AND NOT t.is_at_limit AND t.order_key >= c.order_floor
                  ORDER BY t.order_key LIMIT 1) f
              CROSS JOIN LATERAL (SELECT * FROM queue_lanes WHERE id = c.lane_id LIMIT 1) l
              WHERE c.backlog_weight > 0 AND c.tier_priority >= 0 AND l.selection_mode <> 'tenant_only'
           ), found AS MATERIALIZED (
             SELECT ${waitsForSql("here")} AS is_claimable
           )
           SELECT is_claimable AS "hasClaimable", is_claimable OR ${waitsForSql("there")} AS "hasWork",
                  EXISTS (SELECT FROM job_leases
                           WHERE agent_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL
                             AND cancel_delivered_at IS NULL) AS "hasOrders",
                  EXISTS (SELECT FROM claim w
                           CROSS JOIN LATERAL (SELECT FROM claim_requests o
                                                WHERE o.agent_id = w.agent_id AND o.request_id = w.request_id LIMIT 1) c) AS "hasReplay",
                  (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('agentId', w.agent_id, 'status', a.status)), '[]')
                     FROM claim w
                     LEFT JOIN agents a ON a.id = w.agent_id AND a.deleted_at IS NULL
                    WHERE w.status IS NOT NULL AND a.status IS DISTINCT FROM w.status) AS moved
             FROM found`,
    values: [
      claims.map((claim) => claim.agentId),
      claims.map((claim) => claim.agentStatus),
      claims.map((claim) => claim.requestId),
      claims.map((claim) => claim.wantsJobs),
      isTiered,
      ONLINE_SECONDS,
    ],
  });
  return rows[0] ?? { hasClaimable: false, hasWork: false, hasOrders: false, hasReplay: false, moved: [] };
}
