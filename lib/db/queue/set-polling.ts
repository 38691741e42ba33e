import type { Db } from "@/lib/db/transaction";

/** A poll is a sign of life, and while it lasts the agent may be preferred for a job. */
export async function beginPolling(db: Db, agentId: string, pollSeconds: number): Promise<void> {
  await db.query({
    name: "begin-polling",
    text: `UPDATE agent_heartbeats
              SET last_seen_at = clock_timestamp(), reported_offline = false,
                  polling_until = clock_timestamp() + make_interval(secs => $2)
            WHERE agent_id = $1`,
    values: [agentId, pollSeconds],
  });
}

/** The poll is over. The agent counts as about to poll again for `graceSeconds`; 0 when its connection is gone. */
export async function endPolling(db: Db, agentId: string, graceSeconds: number): Promise<void> {
  await db.query({
    name: "end-polling",
    text: `UPDATE agent_heartbeats SET polling_until = clock_timestamp() + make_interval(secs => $2) WHERE agent_id = $1`,
    values: [agentId, graceSeconds],
  });
}
