import type { HeartbeatBody } from "@/lib/contracts/agent-protocol";
import type { HeartbeatFigures } from "@/lib/db/queue/record-heartbeats";
import { loadScore } from "@/lib/domain/agent/load-score";

/**
 * What a beat says of its machine's load, zero where it is silent. To thousandths: nobody reads more, and the narrow
 * columns refuse what is too small for them, such as the tail of an average that decays.
 */
export function heartbeatFigures(body: HeartbeatBody, maxConcurrentJobs: number): HeartbeatFigures {
  const figures = {
    cpuPercent: thousandths(body.cpu_percent),
    memoryPercent: thousandths(body.memory_percent),
    diskReadMbps: thousandths(body.disk_read_mbps),
    diskWriteMbps: thousandths(body.disk_write_mbps),
    networkRxMbps: thousandths(body.network_rx_mbps),
    networkTxMbps: thousandths(body.network_tx_mbps),
  };
  return {
    ...figures,
    loadScore: loadScore({ ...figures, currentJobs: body.current_jobs, maxConcurrentJobs }),
  };
}

function thousandths(figure = 0): number {
  return Math.round(figure * 1000) / 1000;
}
