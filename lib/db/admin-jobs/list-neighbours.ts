import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface NeighbourRow {
  /** The attempt of the job in question that it went beside, and on which side. */
  beside: number;
  isBefore: boolean;
  jobId: string;
  attempt: number;
  number: number;
  tool: string;
  tenantId: string;
  tenantSlug: string;
  agentId: string;
  agentName: string;
  tier: Tier;
  isPlatformAgent: boolean;
  queuedAt: Date;
  assignedAt: Date;
}

/** The nearest on one side of `self`: of each agent that was there then the nearest few, of those the nearest few. */
const nearest = (isBefore: boolean) => {
  const [sign, order] = isBefore ? ["<", "DESC"] : [">", "ASC"];
  const [from, to] = isBefore
    ? ["self.assigned_at - span.width", "self.assigned_at"]
    : ["self.assigned_at", "self.assigned_at + span.width"];
  return `(SELECT ${isBefore} AS "isBefore", at.*
             FROM agents o CROSS JOIN LATERAL (
               SELECT a.job_id, a.attempt, a.tenant_id, a.agent_id, a.agent_name, a.tier, a.assigned_at
                 FROM attempts a
                WHERE a.agent_id = o.id AND a.assigned_at BETWEEN ${from} AND ${to} AND a.tier = self.tier
                  AND (a.assigned_at ${sign} self.assigned_at OR a.job_id ${sign} self.job_id) AND a.job_id <> self.job_id
                ORDER BY a.assigned_at ${order}, a.job_id ${order} LIMIT $2) at
            WHERE o.tenant_id = g.tenant_id AND o.created_at < self.assigned_at + span.width
              AND (o.deleted_at IS NULL OR o.deleted_at > self.assigned_at - span.width)
            ORDER BY at.assigned_at ${order}, at.job_id ${order} LIMIT $2)`;
};

/**
 * What went just before and just after each attempt of a job: to agents of the same owner in the same tier, by the time
 * of assignment, at most `limit` on each side and no further away than `spanSeconds`. First to last.
 * Cost: two probes of attempts_agent_idx an agent that was there then, whatever the length of the history.
 */
export async function listNeighboursAcrossTenants(
  db: Db,
  jobId: string,
  limit: number,
  spanSeconds: number,
): Promise<NeighbourRow[]> {
  const { rows } = await db.query<NeighbourRow>({
    name: "list-neighbours",
    text: `SELECT self.attempt AS beside, n."isBefore", n.job_id AS "jobId", n.attempt, j.number, j.tool,
                  n.tenant_id AS "tenantId", t.slug AS "tenantSlug", n.agent_id AS "agentId", n.agent_name AS "agentName",
                  n.tier, g.is_platform_agent AS "isPlatformAgent", j.queued_at AS "queuedAt", n.assigned_at AS "assignedAt"
             FROM attempts self JOIN agents g ON g.id = self.agent_id
             CROSS JOIN (SELECT make_interval(secs => $3) AS width) span
             CROSS JOIN LATERAL (${nearest(true)} UNION ALL ${nearest(false)}) n
             JOIN jobs j ON j.id = n.job_id
             JOIN tenants t ON t.id = n.tenant_id
            WHERE self.job_id = $1
            ORDER BY self.attempt, n.assigned_at, n.job_id`,
    values: [jobId, limit, spanSeconds],
  });
  return rows;
}
