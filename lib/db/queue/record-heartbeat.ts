import type { Db } from "@/lib/db/transaction";

export interface HeartbeatRow {
  /** Before this beat the agent counted as offline, or had never been seen. */
  wasOffline: boolean;
  now: Date;
}

export interface HeartbeatFigures {
  cpuPercent: number;
  memoryPercent: number;
  diskReadMbps: number;
  diskWriteMbps: number;
  networkRxMbps: number;
  networkTxMbps: number;
  loadScore: number;
}

/** One beat: rewrites the agent's narrow row (no index is touched). Null when the agent has no row. */
export async function recordHeartbeat(
  tx: Db,
  agentId: string,
  figures: HeartbeatFigures,
  offlineSeconds: number,
): Promise<HeartbeatRow | null> {
  const { rows } = await tx.query<HeartbeatRow>({
    name: "record-heartbeat",
    text: `WITH old AS (SELECT agent_id, last_seen_at, reported_offline FROM agent_heartbeats WHERE agent_id = $1 FOR UPDATE)
           UPDATE agent_heartbeats h
              SET last_seen_at = clock_timestamp(), reported_offline = false, cpu_percent = $2, memory_percent = $3,
                  disk_read_mbps = $4, disk_write_mbps = $5, network_rx_mbps = $6, network_tx_mbps = $7, load_score = $8
             FROM old
            WHERE h.agent_id = old.agent_id
        RETURNING (old.reported_offline OR old.last_seen_at IS NULL
                   OR old.last_seen_at < clock_timestamp() - make_interval(secs => $9)) AS "wasOffline",
                  clock_timestamp() AS now`,
    values: [
      agentId,
      figures.cpuPercent,
      figures.memoryPercent,
      figures.diskReadMbps,
      figures.diskWriteMbps,
      figures.networkRxMbps,
      figures.networkTxMbps,
      figures.loadScore,
      offlineSeconds,
    ],
  });
  return rows[0] ?? null;
}
