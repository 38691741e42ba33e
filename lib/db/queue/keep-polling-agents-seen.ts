import type { Db } from "@/lib/db/transaction";

/**
 * Notes that agents live because a poll of theirs is open. One that has said that it goes offline stays so, and one that
 * was marked silent is left to its next poll or beat, which tell that it came back. Never waits for a lock.
 */
export async function keepPollingAgentsSeenAcrossTenants(
  db: Db,
  agentIds: readonly string[],
  staleSeconds: number,
): Promise<void> {
  await db.query({
    name: "keep-polling-agents-seen",
    text: `WITH polling AS MATERIALIZED (
             SELECT agent_id FROM agent_heartbeats
              WHERE agent_id = ANY ($1::uuid[]) AND NOT reported_offline
                AND last_seen_at < clock_timestamp() - make_interval(secs => $2)
              ORDER BY agent_id FOR UPDATE SKIP LOCKED)
           UPDATE agent_heartbeats h SET last_seen_at = clock_timestamp() FROM polling p WHERE h.agent_id = p.agent_id`,
    values: [agentIds, staleSeconds],
  });
}
