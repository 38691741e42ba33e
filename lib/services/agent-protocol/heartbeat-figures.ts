import type { HeartbeatBody } from "@/lib/contracts/agent-protocol";
import type { HeartbeatFigures } from "@/lib/db/queue/record-heartbeats";
import { loadScore } from "@/lib/domain/agent/load-score";

/** What a beat says of its machine's load, zero where it is silent. */
export function heartbeatFigures(body: HeartbeatBody, maxConcurrentJobs: number): HeartbeatFigures {
  const figures = {
    cpuPercent: body.cpu_percent ?? 0,
    memoryPercent: body.memory_percent ?? 0,
    diskReadMbps: body.disk_read_mbps ?? 0,
    diskWriteMbps: body.disk_write_mbps ?? 0,
    networkRxMbps: body.network_rx_mbps ?? 0,
    networkTxMbps: body.network_tx_mbps ?? 0,
  };
  return {
    ...figures,
    loadScore: loadScore({ ...figures, currentJobs: body.current_jobs, maxConcurrentJobs }),
  };
}
