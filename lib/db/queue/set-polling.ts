import type { Db } from "@/lib/db/transaction";

/**
 * A poll is a sign of life, told as one if the agent had been offline; and while it lasts, for `preferredSeconds`, other
 * processes leave jobs to this agent that it is the best for (0: it does not want any).
 * Answers a mark of this poll for endPolling; null when the agent has no row.
 */
export async function beginPolling(
  db: Db,
  agentId: string,
  preferredSeconds: number,
  offlineSeconds: number,
): Promise<string | null> {
  const { rows } = await db.query<{ mark: string }>({
    name: "begin-polling",
    text: `WITH old AS (SELECT agent_id, last_seen_at, reported_offline FROM agent_heartbeats WHERE agent_id = $1 FOR UPDATE),
           seen AS (
             UPDATE agent_heartbeats h
                SET last_seen_at = clock_timestamp(), reported_offline = false,
                    polling_until = clock_timestamp() + make_interval(secs => $2)
               FROM old WHERE h.agent_id = old.agent_id
          RETURNING h.agent_id, h.polling_until,
                    (old.reported_offline OR old.last_seen_at IS NULL
                     OR old.last_seen_at < clock_timestamp() - make_interval(secs => $3)) AS was_offline
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id)
             SELECT a.tenant_id, 'agent.online', 'agent', a.id
               FROM seen s JOIN agents a ON a.id = s.agent_id WHERE s.was_offline
           )
           SELECT polling_until::text AS mark FROM seen`,
    values: [agentId, preferredSeconds, offlineSeconds],
  });
  return rows[0]?.mark ?? null;
}

/**
 * The poll that bears `mark` is over. The agent counts as about to poll again for `graceSeconds`; 0 when its connection
 * is gone. Changes nothing when the agent has begun another poll since: that one stands.
 */
export async function endPolling(db: Db, agentId: string, mark: string, graceSeconds: number): Promise<void> {
  await db.query({
    name: "end-polling",
    text: `UPDATE agent_heartbeats SET polling_until = clock_timestamp() + make_interval(secs => $3)
            WHERE agent_id = $1 AND polling_until = $2::timestamptz`,
    values: [agentId, mark, graceSeconds],
  });
}
