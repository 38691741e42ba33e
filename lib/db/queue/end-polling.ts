import type { Db } from "@/lib/db/transaction";

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
    text: `WITH given AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb) AS e("agentId" uuid, mark timestamptz, "graceSeconds" float8)
           ), over AS MATERIALIZED (
             SELECT h.agent_id, e."graceSeconds"
               FROM given e JOIN agent_heartbeats h ON h.agent_id = e."agentId" AND h.polling_until = e.mark
              WHERE h.agent_id = ANY (ARRAY(SELECT "agentId" FROM given))
              ORDER BY h.agent_id FOR UPDATE OF h)
           UPDATE agent_heartbeats h SET polling_until = clock_timestamp() + make_interval(secs => o."graceSeconds")
             FROM over o WHERE h.agent_id = o.agent_id AND h.agent_id = ANY (ARRAY(SELECT agent_id FROM over))`,
    values: [JSON.stringify(ends)],
  });
}
