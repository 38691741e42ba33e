/**
 * Load of this machine for the beats: processor, memory, disk and network.
 *
 * Promise: each `sample` covers the time since the one before; what the system does not tell (no /proc) is left out. Rates are in Mbit/s, as the network
 * counts them. Reading takes well under a millisecond.
 */
import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import type { HeartbeatBody } from "@/lib/contracts/agent-protocol";

export type HostLoad = Pick<
  HeartbeatBody,
  | "cpu_percent"
  | "memory_percent"
  | "disk_read_mbps"
  | "disk_write_mbps"
  | "network_rx_mbps"
  | "network_tx_mbps"
>;

export interface HostMetrics {
  sample(): HostLoad;
}

interface Counters {
  at: number;
  cpuBusy: number;
  cpuTotal: number;
  disk: { read: number; written: number } | null;
  network: { received: number; sent: number } | null;
}

const sectorBytes = 512;
/** Shorter than this a rate says nothing. */
const shortestSpanMilliseconds = 200;
/** Devices that hand everything on to another one, or to memory, and would be counted twice. */
const derivedDevice = /^(loop|ram|zram|dm-|md|sr|fd)/;
const maxRate = 1_000_000;

export function createHostMetrics(now: () => number = () => performance.now()): HostMetrics {
  let last = readCounters(now());
  return {
    sample() {
      const memory = { memory_percent: memoryPercent() };
      const next = readCounters(now());
      const span = next.at - last.at;
      if (span < shortestSpanMilliseconds) return memory;
      const load = { ...memory, ...loadBetween(last, next, span / 1_000) };
      last = next;
      return load;
    },
  };
}

function loadBetween(last: Counters, next: Counters, seconds: number): HostLoad {
  const mbps = (from: number, to: number) =>
    round(Math.min(maxRate, Math.max(0, ((to - from) * 8) / 1_000_000 / seconds)));
  const total = next.cpuTotal - last.cpuTotal;
  const load: HostLoad = {};
  if (total > 0) load.cpu_percent = percent((100 * (next.cpuBusy - last.cpuBusy)) / total);
  if (last.disk && next.disk) {
    load.disk_read_mbps = mbps(last.disk.read, next.disk.read);
    load.disk_write_mbps = mbps(last.disk.written, next.disk.written);
  }
  if (last.network && next.network) {
    load.network_rx_mbps = mbps(last.network.received, next.network.received);
    load.network_tx_mbps = mbps(last.network.sent, next.network.sent);
  }
  return load;
}

function readCounters(at: number): Counters {
  let cpuBusy = 0;
  let cpuTotal = 0;
  for (const { times } of os.cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    cpuBusy += busy;
    cpuTotal += busy + times.idle;
  }
  return { at, cpuBusy, cpuTotal, disk: readDisk(), network: readNetwork() };
}

function readDisk(): Counters["disk"] {
  const text = readText("/proc/diskstats");
  if (text === null) return null;
  let devices: Set<string>;
  try {
    // Whole devices only; diskstats lists their partitions too.
    devices = new Set(readdirSync("/sys/block").filter((name) => !derivedDevice.test(name)));
  } catch {
    return null;
  }
  const sum = { read: 0, written: 0 };
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (!devices.has(fields[2] ?? "")) continue;
    sum.read += Number(fields[5] ?? 0) * sectorBytes;
    sum.written += Number(fields[9] ?? 0) * sectorBytes;
  }
  return sum;
}

function readNetwork(): Counters["network"] {
  const text = readText("/proc/net/dev");
  if (text === null) return null;
  const sum = { received: 0, sent: 0 };
  for (const line of text.split("\n")) {
    const [name = "", values] = line.split(":");
    if (values === undefined || name.trim() === "lo") continue;
    const fields = values.trim().split(/\s+/);
    sum.received += Number(fields[0] ?? 0);
    sum.sent += Number(fields[8] ?? 0);
  }
  return sum;
}

function memoryPercent(): number {
  const text = readText("/proc/meminfo");
  // What the system calls free leaves out the cache that it would give back at once.
  const available = text === null ? null : /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  const freeBytes = available ? Number(available) * 1_024 : os.freemem();
  return percent(100 * (1 - freeBytes / os.totalmem()));
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function percent(value: number): number {
  return round(Math.min(100, Math.max(0, value)));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
