import type { Db } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import type { Tier } from "@/lib/domain/tier/tier";

export interface PollStart {
  agentId: string;
  /** For so long other processes leave jobs to the agent that it is the best for; 0: it does not want any. */
  preferredSeconds: number;
  /** Of the claims that the agent waits with. */
  requestIds: readonly string[];
}

export interface StartedPoll {
  agentId: string;
  tier: Tier;
  isPlatformAgent: boolean;
  status: AgentStatus;
  /** For endPolling. */
  mark: string;
  /** One of its requests was answered with jobs before: a repeat after a lost answer. */
  hasReplay: boolean;
}

/**
 * Polls are signs of life, told as such where the agent had been offline. Answers the agents that exist, with the admin's
 * word on each. At most one start an agent.
 */
export async function beginPollingAcrossTenants(
  db: Db,
  starts: readonly PollStart[],
  offlineSeconds: number,
): Promise<StartedPoll[]> {
  const { rows } = await db.query<StartedPoll>({
    name: "begin-polling",
    text: `WITH start AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS s("agentId" uuid, "preferredSeconds" float8, "requestIds" text[])
           ), old AS MATERIALIZED (
             SELECT h.agent_id, h.last_seen_at, h.reported_offline, s."preferredSeconds", s."requestIds"
               FROM agent_heartbeats h JOIN start s ON s."agentId" = h.agent_id
              ORDER BY h.agent_id FOR UPDATE OF h
           ), seen AS (
             UPDATE agent_heartbeats h
                SET last_seen_at = clock_timestamp(), reported_offline = false,
                    polling_until = clock_timestamp() + make_interval(secs => old."preferredSeconds")
               FROM old WHERE h.agent_id = old.agent_id
          RETURNING h.agent_id, h.polling_until, old."requestIds",
                    (old.reported_offline OR old.last_seen_at IS NULL
                     OR old.last_seen_at < clock_timestamp() - make_interval(secs => $2)) AS was_offline
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id)
             SELECT a.tenant_id, 'agent.online', 'agent', a.id
               FROM seen s JOIN agents a ON a.id = s.agent_id WHERE s.was_offline
           )
           SELECT a.id AS "agentId", a.tier, a.is_platform_agent AS "isPlatformAgent", a.status, s.polling_until::text AS mark,
                  EXISTS (SELECT FROM claim_requests c
                           WHERE c.agent_id = a.id AND c.request_id = ANY (s."requestIds")) AS "hasReplay"
             FROM seen s JOIN agents a ON a.id = s.agent_id WHERE a.deleted_at IS NULL`,
    values: [JSON.stringify(starts), offlineSeconds],
  });
  return rows;
}

export interface PollEnd {
  agentId: string;
  mark: string;
  /** For so long the agent counts as about to poll again; 0 when its connection is gone. */
  graceSeconds: number;
}

/** Polls are over. Changes nothing where the agent has begun another poll since: that one stands. */
export async function endPollingAcrossTenants(db: Db, ends: readonly PollEnd[]): Promise<void> {
  await db.query({
    name: "end-polling",
    text: `WITH over AS MATERIALIZED (
             SELECT h.agent_id, e."graceSeconds"
               FROM jsonb_to_recordset($1::jsonb) AS e("agentId" uuid, mark timestamptz, "graceSeconds" float8)
               JOIN agent_heartbeats h ON h.agent_id = e."agentId" AND h.polling_until = e.mark
              ORDER BY h.agent_id FOR UPDATE OF h)
           UPDATE agent_heartbeats h SET polling_until = clock_timestamp() + make_interval(secs => o."graceSeconds")
             FROM over o WHERE h.agent_id = o.agent_id`,
    values: [JSON.stringify(ends)],
  });
}
