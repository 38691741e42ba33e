import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface TierWaits {
  tier: Tier;
  p50Seconds: number;
  p95Seconds: number;
}

/** Hours of history that the percentiles are taken over. */
export const WAIT_WINDOW_HOURS = 24;
/** No job waits longer than the longest queue-time limit, an hour, so this much earlier ids may still belong here. */
const QUEUE_HOURS_MAX = 2;

/**
 * How long jobs waited for their first assignment to a platform agent, by the tier that took them, over the last 24 hours. A tier that took
 * none has no row. Ids sort by the time of submission, so a range of the primary key is read.
 */
export async function listTierWaitsAcrossTenants(db: Db): Promise<TierWaits[]> {
  const { rows } = await db.query<TierWaits>({
    name: "list-tier-waits",
    text: `WITH wait AS (
             SELECT a.tier, extract(epoch FROM a.assigned_at - j.queued_at)::float8 AS seconds
               FROM attempts a JOIN jobs j ON j.tenant_id = a.tenant_id AND j.id = a.job_id
               JOIN agents g ON g.id = a.agent_id AND g.is_platform_agent
              WHERE a.attempt = 1 AND a.assigned_at > now() - make_interval(hours => $1)
                AND a.job_id > (lpad(to_hex((extract(epoch FROM now() - make_interval(hours => $1 + $2)) * 1000)::bigint),
                                     12, '0') || repeat('0', 20))::uuid)
           SELECT tier, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS "p50Seconds",
                  percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS "p95Seconds"
             FROM wait GROUP BY tier`,
    values: [WAIT_WINDOW_HOURS, QUEUE_HOURS_MAX],
  });
  return rows;
}
