import type { MatchJob } from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";

/** A job that any agent of the platform with its tool may take. */
export function matchJob(fields: Partial<MatchJob> & { id: string }): MatchJob {
  return {
    tool: "nmap",
    capabilities: [],
    region: null,
    tierCeiling: TIER_PRIORITY.premium,
    selectionMode: "platform_only",
    laneId: "nmap",
    pass: 0,
    estimateSeconds: 10,
    queuedAtMicros: 0,
    ...fields,
  };
}
