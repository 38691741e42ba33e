import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface OvertimeLeaseRow {
  jobId: string;
  tenantId: string;
  laneId: string;
  elapsedSeconds: number;
  chargedSeconds: number;
  /** The tenant's weight at present. */
  weight: number;
  /** Of the agent that runs it. */
  tier: Tier;
  tools: string[];
  capabilities: string[];
}

/**
 * Live leases that have outlasted what they were charged, locked until commit, so that none ends uncharged. Those that
 * somebody is just changing are left for the next time. Call under `lockDispatch`.
 */
export async function listOvertimeLeasesAcrossTenants(tx: Db, limit: number): Promise<OvertimeLeaseRow[]> {
  const { rows } = await tx.query<OvertimeLeaseRow>({
    name: "list-overtime-leases",
    text: `SELECT r.job_id AS "jobId", r.tenant_id AS "tenantId", r.lane_id::text AS "laneId", r.charged_seconds AS "chargedSeconds",
                  extract(epoch FROM clock_timestamp() - r.assigned_at)::float8 AS "elapsedSeconds",
                  COALESCE(m.priority_base, 100) AS weight, a.tier, a.tool_names AS tools, a.capabilities
             FROM job_leases r JOIN agents a ON a.id = r.agent_id
             LEFT JOIN LATERAL (SELECT * FROM tenant_platform_limits WHERE tenant_id = r.tenant_id LIMIT 1) m ON true
            WHERE r.lane_id IS NOT NULL AND r.assigned_at + make_interval(secs => r.charged_seconds) < clock_timestamp()
            ORDER BY r.job_id LIMIT $1 FOR NO KEY UPDATE OF r SKIP LOCKED`,
    values: [limit],
  });
  return rows;
}
