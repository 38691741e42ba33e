import { isReadySql, lockedName, lockSql, type ReadyJobs } from "@/lib/db/queue/ready-job-sql";
import type { Db } from "@/lib/db/transaction";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

/** One kind of agent of one tenant: what it may run depends on nothing else. */
export interface OwnAgentProfile {
  tenantId: string;
  tools: readonly string[];
  capabilities: readonly string[];
}

export interface OwnCandidateRow {
  jobId: string;
  tenantId: string;
  laneId: string;
  priorityBase: number;
  tool: string;
  capabilities: string[];
  region: string | null;
  /** -1: no platform agent may run it. */
  tierCeiling: number;
  selectionMode: SelectionMode;
  priority: number;
  queuedAtMicros: number;
}

/**
 * For tenants' own agents of these profiles: of each profile the first `limit` jobs that it may run, in the tenant's
 * order. Only ever jobs of the profile's own tenant. Neither tier nor concurrency of the plan is looked at, nor whether
 * there is a plan; a suspended tenant's jobs stay where they are. `ready` as for listCandidatesAcrossTenants.
 * Index: queue_items_own_idx, one probe a profile.
 */
export async function listOwnCandidatesAcrossTenants(
  tx: Db,
  profiles: readonly OwnAgentProfile[],
  limit: number,
  ready: ReadyJobs,
): Promise<OwnCandidateRow[]> {
  if (profiles.length === 0) return [];
  const { rows } = await tx.query<OwnCandidateRow>({
    name: lockedName("list-own-candidates", ready),
    text: `SELECT q.job_id AS "jobId", q.tenant_id AS "tenantId", q.lane_id::text AS "laneId", COALESCE(l.priority_base, 0) AS "priorityBase", q.tool,
                  q.capabilities, q.region, least(q.tier_ceiling, COALESCE(l.max_tier_priority, -1)) AS "tierCeiling",
                  q.selection_mode AS "selectionMode", q.priority,
                  (extract(epoch FROM q.queued_at) * 1000000)::float8 AS "queuedAtMicros"
             FROM jsonb_to_recordset($1::jsonb) AS p("tenantId" uuid, tools text[], capabilities text[])
             -- A look-up each, which LIMIT keeps: joined, all tenants and their limits would be read.
             CROSS JOIN LATERAL (SELECT id FROM tenants WHERE id = p."tenantId" AND status = 'active' LIMIT 1) t
             LEFT JOIN LATERAL (SELECT * FROM tenant_platform_limits WHERE tenant_id = t.id LIMIT 1) l ON true
             CROSS JOIN LATERAL (
               SELECT * FROM queue_items q
                WHERE q.tenant_id = t.id AND q.selection_mode <> 'platform_only' AND q.tool = ANY (p.tools)
                  AND q.capabilities <@ p.capabilities AND ${isReadySql("$3")}
                ORDER BY q.priority DESC, q.queued_at, q.job_id LIMIT $2 ${lockSql(ready)}) q`,
    values: [JSON.stringify(profiles), limit, ready.at],
  });
  return rows;
}
