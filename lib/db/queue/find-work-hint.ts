import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";

export interface WaitingClaim {
  agentId: string;
  /** The agent's status when the claim began to wait; null: it is only being asked for. */
  agentStatus: AgentStatus | null;
  requestId: string | null;
}

export interface WorkHint {
  /** A tenant waits that has room, or may have it again. */
  hasClaimable: boolean;
  /** One of these agents' jobs is to be cancelled and nobody has told it. */
  hasOrders: boolean;
  /** One of these claims was answered with jobs meanwhile: its first sending was, in this process or another. */
  hasReplay: boolean;
  /** Agents that were enabled, disabled or drained since they began to wait; null: deleted. */
  moved: { agentId: string; status: AgentStatus | null }[];
}

/** The one cheap question that idle polling costs, for all the claims that wait in a process. */
export async function findWorkHintAcrossTenants(db: Db, claims: readonly WaitingClaim[]): Promise<WorkHint> {
  const { rows } = await db.query<WorkHint>({
    name: "find-work-hint",
    // With an order, as otherwise an index that holds the few rows in question seems no better than to look for one.
    text: `SELECT (SELECT true FROM tenant_lanes WHERE NOT is_entered ORDER BY tenant_id LIMIT 1) IS NOT NULL
                    OR EXISTS (SELECT FROM lane_clocks c CROSS JOIN LATERAL (
                                 SELECT FROM tenant_lanes t
                                  WHERE t.lane_id = c.lane_id AND t.tier_priority = c.tier_priority AND t.is_entered
                                    AND NOT t.is_at_limit AND t.order_key >= c.order_floor
                                  ORDER BY t.order_key LIMIT 1) f)
                    OR EXISTS (SELECT FROM tenant_lanes WHERE is_at_limit) AND EXISTS (SELECT FROM lease_settlements)
                    OR EXISTS (SELECT FROM tenant_lanes WHERE limits_until < 'infinity' AND limits_until <= clock_timestamp())
                    -- A tenant's own agents know no limit of the plan.
                    OR EXISTS (SELECT FROM queue_items WHERE selection_mode <> 'platform_only') AS "hasClaimable",
                  EXISTS (SELECT FROM job_leases
                           WHERE agent_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL
                             AND cancel_delivered_at IS NULL) AS "hasOrders",
                  EXISTS (SELECT FROM unnest($1::uuid[], $3::text[]) AS w(agent_id, request_id)
                           CROSS JOIN LATERAL (SELECT FROM claim_requests o
                                                WHERE o.agent_id = w.agent_id AND o.request_id = w.request_id LIMIT 1) c) AS "hasReplay",
                  (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('agentId', w.agent_id, 'status', a.status)), '[]')
                     FROM unnest($1::uuid[], $2::text[]) AS w(agent_id, status)
                     LEFT JOIN agents a ON a.id = w.agent_id AND a.deleted_at IS NULL
                    WHERE w.status IS NOT NULL AND a.status IS DISTINCT FROM w.status) AS moved`,
    values: [
      claims.map((claim) => claim.agentId),
      claims.map((claim) => claim.agentStatus),
      claims.map((claim) => claim.requestId),
    ],
  });
  return rows[0] ?? { hasClaimable: false, hasOrders: false, hasReplay: false, moved: [] };
}
