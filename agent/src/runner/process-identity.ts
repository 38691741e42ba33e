/**
 * Tells "that process" from "a process that got the same number": pids are given out again, quickly so in containers.
 *
 * Promise: `processIdentity` differs when the number is another process's or the machine has started anew; null when the process is gone or the system does
 * not tell. Never throws.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export function processIdentity(pid: number): string | null {
  if (process.platform === "linux") {
    const ticks = startTicks(pid);
    return ticks === null ? null : `${readText("/proc/sys/kernel/random/boot_id").trim()}/${ticks}`;
  }
  const { status, stdout } = spawnSync("ps", ["-p", String(pid), "-o", "lstart="], { encoding: "utf8" });
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : null;
}

/** When the process started, in the kernel's count; null where there is no /proc. */
export function startTicks(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
