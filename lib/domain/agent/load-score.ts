/** What an agent reports about its machine. Percentages are 0 to 100, rates are in Mbit/s or MB/s as named. */
export interface LoadMetrics {
  currentJobs: number;
  maxConcurrentJobs: number;
  cpuPercent: number;
  memoryPercent: number;
  diskReadMbps: number;
  diskWriteMbps: number;
  networkRxMbps: number;
  networkTxMbps: number;
}

/** Rates that count as a fully used disk and network. */
const DISK_FULL_MBPS = 500;
const NETWORK_FULL_MBPS = 1000;

/** Weighted load, 0 (idle) to 100 (full): 30 % jobs, 40 % CPU, 15 % memory, 10 % disk, 5 % network. Lower is preferred. */
export function loadScore(metrics: LoadMetrics): number {
  const jobLoad = (100 * metrics.currentJobs) / Math.max(1, metrics.maxConcurrentJobs);
  const diskLoad = (100 * (metrics.diskReadMbps + metrics.diskWriteMbps)) / DISK_FULL_MBPS;
  const networkLoad = (100 * (metrics.networkRxMbps + metrics.networkTxMbps)) / NETWORK_FULL_MBPS;
  const score =
    0.3 * percent(jobLoad) +
    0.4 * percent(metrics.cpuPercent) +
    0.15 * percent(metrics.memoryPercent) +
    0.1 * percent(diskLoad) +
    0.05 * percent(networkLoad);
  return Math.round(score * 100) / 100;
}

function percent(value: number): number {
  return Math.min(100, Math.max(0, value));
}
