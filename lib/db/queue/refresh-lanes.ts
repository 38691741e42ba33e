import type { Db } from "@/lib/db/transaction";

/**
 * Compares the fair order with what it is made of, and repairs it: tenants marked at their limit that have room, tenants
 * whose override has just expired, the weights of the lanes, and passes that their lane has left behind. Answers how many
 * places were wrong. Call under `lockDispatch`.
 */
export async function refreshLanesAcrossTenants(tx: Db, limit: number): Promise<number> {
  const { rowCount } = await tx.query({
    name: "refresh-places",
    text: `WITH wrong AS MATERIALIZED (
             SELECT t.tenant_id FROM tenant_lanes t JOIN tenant_platform_limits m ON m.tenant_id = t.tenant_id
              WHERE t.is_at_limit AND m.max_concurrent_jobs > (
                      SELECT count(*) FROM job_leases r WHERE r.tenant_id = t.tenant_id AND r.is_platform_agent)
             UNION
             SELECT tenant_id FROM limit_overrides
              WHERE expires_at BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()
              LIMIT $1)
           UPDATE tenant_lanes t SET is_entered = false FROM wrong w WHERE t.tenant_id = w.tenant_id AND t.is_entered`,
    values: [limit],
  });
  await tx.query({
    name: "refresh-lane-weights",
    text: `UPDATE queue_lanes l SET backlog_weight = w.weight
             FROM (SELECT l.id, COALESCE(sum(t.weight), 0)::float8 AS weight
                     FROM queue_lanes l LEFT JOIN tenant_lanes t ON t.lane_id = l.id GROUP BY l.id) w
            WHERE l.id = w.id AND l.backlog_weight <> w.weight`,
  });
  await tx.query({
    name: "remove-passed-shares",
    text: `DELETE FROM tenant_shares s USING queue_lanes l
            WHERE l.id = s.lane_id AND s.pass <= l.virtual_time
              AND NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.tenant_id = s.tenant_id AND t.lane_id = s.lane_id)
              AND NOT EXISTS (SELECT FROM job_leases r WHERE r.tenant_id = s.tenant_id)`,
  });
  return rowCount ?? 0;
}
