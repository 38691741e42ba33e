import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import type { Tier } from "@/lib/domain/tier/tier";

export interface PollStart {
  agentId: string;
  /** For so long other processes leave jobs to the agent that it is the best for; 0: it does not want any. */
  preferredSeconds: number;
  /**
   * It is likely to be answered at once, or wants no jobs: then it is enough that the agent was seen a moment ago and, if
   * it wants some, counts as about to poll again. Begin the poll in full if it has to wait for jobs after all.
   */
  isLight: boolean;
}

export interface StartedPoll {
  agentId: string;
  tier: Tier;
  isPlatformAgent: boolean;
  status: AgentStatus;
  /** For endPolling; null: it was begun lightly. */
  mark: string | null;
}

/**
 * Polls are signs of life, told as such where the agent had been offline. Answers the agents that exist, with the admin's
 * word on each. At most one start an agent. Light ones write at most twice a second an agent, however often it claims.
 */
export async function beginPollingAcrossTenants(
  db: Db,
  starts: readonly PollStart[],
  offlineSeconds: number,
): Promise<StartedPoll[]> {
  const { rows } = await db.query<StartedPoll>({
    name: "begin-polling",
    text: `WITH start AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS s("agentId" uuid, "preferredSeconds" float8, "isLight" boolean)
           ), old AS MATERIALIZED (
             SELECT h.agent_id, h.last_seen_at, h.reported_offline, s."isLight",
                    CASE WHEN s."isLight" THEN least(s."preferredSeconds", $3) ELSE s."preferredSeconds" END AS seconds
               FROM agent_heartbeats h JOIN start s ON s."agentId" = h.agent_id
                -- Else a small table is read whole, with all the versions that nobody may remove yet.
              WHERE h.agent_id = ANY (ARRAY(SELECT "agentId" FROM start))
                AND (NOT s."isLight" OR h.reported_offline OR h.last_seen_at IS NULL OR h.polling_until IS NULL
                     OR h.last_seen_at < clock_timestamp() - make_interval(secs => $3)
                     OR s."preferredSeconds" > 0 AND h.polling_until < clock_timestamp() + make_interval(secs => $3 / 2))
              ORDER BY h.agent_id FOR UPDATE OF h
           ), seen AS (
             UPDATE agent_heartbeats h
                SET last_seen_at = clock_timestamp(), reported_offline = false,
                    polling_until = greatest(CASE WHEN old."isLight" THEN h.polling_until END,
                                             clock_timestamp() + make_interval(secs => old.seconds))
               FROM old WHERE h.agent_id = old.agent_id AND h.agent_id = ANY (ARRAY(SELECT agent_id FROM old))
          RETURNING h.agent_id, CASE WHEN NOT old."isLight" THEN h.polling_until END AS mark,
                    (old.reported_offline OR old.last_seen_at IS NULL
                     OR old.last_seen_at < clock_timestamp() - make_interval(secs => $2)) AS was_offline
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id)
             SELECT a.tenant_id, 'agent.online', 'agent', a.id
               FROM seen s JOIN agents a ON a.id = s.agent_id WHERE s.was_offline
           )
           SELECT a.id AS "agentId", a.tier, a.is_platform_agent AS "isPlatformAgent", a.status, n.mark::text
             FROM start s JOIN agents a ON a.id = s."agentId" LEFT JOIN seen n ON n.agent_id = a.id
            WHERE a.deleted_at IS NULL`,
    values: [JSON.stringify(starts), offlineSeconds, POLL_GRACE_SECONDS],
  });
  return rows;
}
