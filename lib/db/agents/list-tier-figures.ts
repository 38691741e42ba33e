import { healthLimits, healthSql } from "@/lib/db/agents/agent-row";
import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

export interface TierFigures {
  tier: Tier;
  totalAgents: number;
  onlineAgents: number;
  offlineAgents: number;
  /** Online and active: the ones a job could be given to, unless the tier is paused. */
  activeAgents: number;
  drainingAgents: number;
  drainedAgents: number;
  disabledAgents: number;
  /** Slots of all agents of the tier. */
  totalCapacity: number;
  /** Slots of agents that are online and active: the ones a job could be given to. */
  onlineCapacity: number;
  /** Live leases on agents of the tier. */
  currentLoad: number;
  /** Live leases on agents that are online and active. */
  onlineLoad: number;
  /** Free slots of agents that are online and active. */
  availableSlots: number;
}

/** The platform's fleet counted by tier; a row for each tier, lowest first, also for one without agents. */
export async function listTierFiguresAcrossTenants(db: Db): Promise<TierFigures[]> {
  const { rows } = await db.query<TierFigures>({
    name: "list-tier-figures",
    text: `WITH agent AS (
             SELECT a.tier, a.status, a.max_concurrent_jobs AS slots, ${healthSql(2, 3)} AS health,
                    (SELECT count(*) FROM job_leases l WHERE l.agent_id = a.id) AS load
               FROM agents a JOIN agent_heartbeats h ON h.agent_id = a.id
              WHERE a.tenant_id = $1 AND a.deleted_at IS NULL),
           judged AS (SELECT *, health = 'online' AND status = 'active' AS takes_jobs FROM agent)
           SELECT t.slug AS tier,
                  count(j.tier)::integer AS "totalAgents",
                  (count(*) FILTER (WHERE j.health = 'online'))::integer AS "onlineAgents",
                  (count(*) FILTER (WHERE j.health = 'offline'))::integer AS "offlineAgents",
                  (count(*) FILTER (WHERE j.takes_jobs))::integer AS "activeAgents",
                  (count(*) FILTER (WHERE j.status = 'draining'))::integer AS "drainingAgents",
                  (count(*) FILTER (WHERE j.status = 'drained'))::integer AS "drainedAgents",
                  (count(*) FILTER (WHERE j.status = 'disabled'))::integer AS "disabledAgents",
                  COALESCE(sum(j.slots), 0)::integer AS "totalCapacity",
                  COALESCE(sum(j.slots) FILTER (WHERE j.takes_jobs), 0)::integer AS "onlineCapacity",
                  COALESCE(sum(j.load), 0)::integer AS "currentLoad",
                  COALESCE(sum(j.load) FILTER (WHERE j.takes_jobs), 0)::integer AS "onlineLoad",
                  COALESCE(sum(GREATEST(j.slots - j.load, 0)) FILTER (WHERE j.takes_jobs), 0)::integer
                    AS "availableSlots"
             FROM platform_agent_tiers t LEFT JOIN judged j ON j.tier = t.slug
            GROUP BY t.slug, t.priority
            ORDER BY t.priority`,
    values: [SYSTEM_TENANT_ID, ...healthLimits],
  });
  return rows;
}
