import { arch, cpus, loadavg, platform, totalmem } from "node:os";

const GIBIBYTE = 1024 ** 3;

/** What the figures depend on; the load says whether something else was running. */
export function describeMachine() {
  return {
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / GIBIBYTE),
    load_before: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
