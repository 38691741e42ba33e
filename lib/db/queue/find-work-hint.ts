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
    text: `SELECT EXISTS (SELECT FROM tenant_lanes WHERE NOT is_entered)
                    OR EXISTS (SELECT FROM tenant_lanes WHERE is_entered AND NOT is_at_limit)
                    OR EXISTS (SELECT FROM lease_settlements) AND EXISTS (SELECT FROM tenant_lanes WHERE is_at_limit)
                    OR EXISTS (SELECT FROM tenant_lanes WHERE limits_until < 'infinity' AND limits_until <= clock_timestamp())
                    -- A tenant's own agents know no limit of the plan.
                    OR EXISTS (SELECT FROM queue_items WHERE selection_mode <> 'platform_only') AS "hasClaimable",
                  EXISTS (SELECT FROM job_leases
                           WHERE agent_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL
                             AND cancel_delivered_at IS NULL) AS "hasOrders",
                  EXISTS (SELECT FROM unnest($1::uuid[], $3::text[]) AS w(agent_id, request_id)
                            JOIN claim_requests c USING (agent_id, request_id)) AS "hasReplay",
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
