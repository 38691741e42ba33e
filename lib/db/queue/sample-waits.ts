import type { Db } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { SupplyCause } from "@/lib/domain/queue/queue-forecast";

/** Why those wait in a lane whose highest tier this is. */
export interface LaneCause {
  laneId: string;
  tierPriority: number;
  cause: SupplyCause;
}

/**
 * Notes for every place why its tenant waits, where that has changed since the last sample; `limit` places at most.
 * `causes` says it of the platform's agents; a tenant at its limit waits for itself, and for one without a plan there are
 * none. In lanes for own agents alone it is what these are. A lane that `causes` does not know, as it is younger or one
 * of more than a forecast looks at, is left to the next sample that does, which then says it of the time before, too. Answers how many places changed.
 * Cost: a walk over the places, and a write for each change only.
 */
export async function sampleWaitsAcrossTenants(
  db: Db,
  causes: readonly LaneCause[],
  limit: number,
): Promise<number> {
  const { rowCount } = await db.query({
    name: "sample-waits",
    text: `WITH given AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS c("laneId" int, "tierPriority" int, cause text)
           ), own AS MATERIALIZED (
             SELECT t.tenant_id, t.lane_id,
                    CASE WHEN count(a.id) = 0 THEN 'no_matching_agent'
                         WHEN count(a.id) FILTER (WHERE NOT h.reported_offline
                                AND h.last_seen_at >= clock_timestamp() - make_interval(secs => $3)) = 0 THEN 'agents_offline'
                         ELSE 'tier_saturated' END AS cause
               FROM queue_lanes l JOIN tenant_lanes t ON t.lane_id = l.id
               LEFT JOIN agents a ON a.tenant_id = t.tenant_id AND a.deleted_at IS NULL AND a.status = 'active'
                                 AND l.tool = ANY (a.tool_names) AND l.capabilities <@ a.capabilities
               LEFT JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE l.selection_mode = 'tenant_only'
              GROUP BY t.tenant_id, t.lane_id
           ), place AS (
             SELECT tenant_id, lane_id, tier_priority, is_at_limit FROM tenant_lanes
              WHERE is_entered AND lane_id IN (SELECT "laneId" FROM given)
              UNION ALL
             -- While no agent asks nobody is placed; those who wait since then count, too.
             SELECT f.tenant_id, f.lane_id, least(l.tier_ceiling, COALESCE(m.max_tier_priority, -1)),
                    m.max_concurrent_jobs <= (SELECT count(*) FROM job_leases r
                                               WHERE r.tenant_id = f.tenant_id AND r.is_platform_agent)
               FROM (SELECT tenant_id, lane_id FROM tenant_lanes
                      WHERE NOT is_entered AND lane_id IN (SELECT "laneId" FROM given)
                      -- First those it knows nothing of, then any, so that every one has its turn.
                      ORDER BY wait_cause IS NOT NULL, random() LIMIT $2) f
               JOIN queue_lanes l ON l.id = f.lane_id
               LEFT JOIN LATERAL (SELECT * FROM tenant_platform_limits WHERE tenant_id = f.tenant_id LIMIT 1) m ON true
           ), seen AS (
             SELECT t.tenant_id, t.lane_id,
                    COALESCE(o.cause, CASE WHEN g.cause IS NULL THEN 'no_matching_agent'
                                           WHEN t.is_at_limit AND g.cause IN ('tier_saturated', 'next') THEN 'tenant_concurrency'
                                           ELSE g.cause END) AS cause
               FROM place t
               LEFT JOIN given g ON g."laneId" = t.lane_id AND g."tierPriority" = t.tier_priority
               LEFT JOIN own o ON o.tenant_id = t.tenant_id AND o.lane_id = t.lane_id
           ), changed AS (
             UPDATE tenant_lanes t SET wait_cause = c.cause
               FROM (SELECT s.* FROM seen s JOIN tenant_lanes p ON p.tenant_id = s.tenant_id AND p.lane_id = s.lane_id
                      WHERE p.wait_cause IS DISTINCT FROM s.cause LIMIT $2 FOR NO KEY UPDATE OF p SKIP LOCKED) c
              WHERE t.tenant_id = c.tenant_id AND t.lane_id = c.lane_id
          RETURNING t.tenant_id, t.lane_id, t.wait_cause
           )
           INSERT INTO lane_waits (tenant_id, lane_id, since, cause)
           SELECT tenant_id, lane_id, clock_timestamp(), wait_cause FROM changed`,
    values: [JSON.stringify(causes), limit, ONLINE_SECONDS],
  });
  return rowCount ?? 0;
}
