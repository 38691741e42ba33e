import type { Db } from "@/lib/db/transaction";

export interface HeartbeatFigures {
  cpuPercent: number;
  memoryPercent: number;
  diskReadMbps: number;
  diskWriteMbps: number;
  networkRxMbps: number;
  networkTxMbps: number;
  loadScore: number;
}

export interface Heartbeat extends HeartbeatFigures {
  agentId: string;
  /** It has just said something new of itself: told as an event, unless it comes back, which is one of its own. */
  isUpdated: boolean;
  /** It came so long ago; null: just now. */
  lateSeconds: number | null;
}

export interface HeartbeatRow {
  agentId: string;
  /** Before this beat the agent counted as offline, or had never been seen. */
  wasOffline: boolean;
  now: Date;
}

/**
 * Rewrites the agents' narrow rows (no index is touched) and tells who came back or changed. At most one beat an agent.
 * Rows are locked in the order of their agents' ids. A late beat counts from when it came, and is left out where the agent
 * has gone since or was marked silent: it may be older than that.
 */
export async function recordHeartbeatsAcrossTenants(
  tx: Db,
  beats: readonly Heartbeat[],
  offlineSeconds: number,
): Promise<HeartbeatRow[]> {
  const { rows } = await tx.query<HeartbeatRow>({
    name: "record-heartbeats",
    text: `WITH beat AS MATERIALIZED (
             SELECT * FROM jsonb_to_recordset($1::jsonb)
                      AS b("agentId" uuid, "isUpdated" boolean, "lateSeconds" float8, "cpuPercent" real, "memoryPercent" real, "diskReadMbps" real,
                           "diskWriteMbps" real, "networkRxMbps" real, "networkTxMbps" real, "loadScore" real)
           ), old AS MATERIALIZED (
             SELECT h.agent_id, h.last_seen_at, h.beat_at, h.reported_offline, b.*,
                    clock_timestamp() - make_interval(secs => COALESCE(b."lateSeconds", 0)) AS came_at
               FROM agent_heartbeats h JOIN beat b ON b."agentId" = h.agent_id
              WHERE b."lateSeconds" IS NULL OR NOT h.reported_offline
              ORDER BY h.agent_id FOR UPDATE OF h
           ), seen AS (
             UPDATE agent_heartbeats h
                SET last_seen_at = CASE WHEN old.last_seen_at BETWEEN old.came_at AND clock_timestamp()
                                        THEN old.last_seen_at ELSE old.came_at END,
                    beat_at = CASE WHEN old.beat_at BETWEEN old.came_at AND clock_timestamp()
                                   THEN old.beat_at ELSE old.came_at END, reported_offline = false, cpu_percent = old."cpuPercent",
                    memory_percent = old."memoryPercent", disk_read_mbps = old."diskReadMbps",
                    disk_write_mbps = old."diskWriteMbps", network_rx_mbps = old."networkRxMbps",
                    network_tx_mbps = old."networkTxMbps", load_score = old."loadScore"
               FROM old WHERE h.agent_id = old.agent_id
          RETURNING h.agent_id, old."isUpdated",
                    (old.reported_offline OR old.last_seen_at IS NULL
                     OR old.last_seen_at < clock_timestamp() - make_interval(secs => $2)) AS was_offline
           ), told AS (
             INSERT INTO events (tenant_id, type, subject_type, subject_id)
             SELECT a.tenant_id, CASE WHEN s.was_offline THEN 'agent.online' ELSE 'agent.updated' END, 'agent', a.id
               FROM seen s JOIN agents a ON a.id = s.agent_id WHERE s.was_offline OR s."isUpdated"
           )
           SELECT agent_id AS "agentId", was_offline AS "wasOffline", clock_timestamp() AS now FROM seen`,
    values: [JSON.stringify(beats), offlineSeconds],
  });
  return rows;
}
