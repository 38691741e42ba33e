/** Whether this host has the room for another run: a scan that fails for a full disk helps nobody. */
import { statfsSync } from "node:fs";
import os from "node:os";

export const minFreeDiskBytes = 256 * 1024 * 1024;
const minFreeMemoryFraction = 0.02;

export function freeDiskBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** What is short, in words; null when nothing is. */
export function findShortage(folder: string, memoryPercent: number | undefined): string | null {
  const free = freeDiskBytes(folder);
  if (free !== null && free < minFreeDiskBytes)
    return `only ${Math.floor(free / 1_048_576)} MiB are free in ${folder}`;
  if (memoryPercent !== undefined && memoryPercent > 100 * (1 - minFreeMemoryFraction))
    return `${memoryPercent} % of ${Math.floor(os.totalmem() / 1_048_576)} MiB of memory are in use`;
  return null;
}
