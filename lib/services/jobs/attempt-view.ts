import { instant } from "@/lib/contracts/field";
import type { AttemptView } from "@/lib/contracts/job";
import type { AttemptRow } from "@/lib/db/jobs/list-attempts";

/** An attempt as the API shows it. */
export function attemptView(row: AttemptRow): AttemptView {
  return {
    attempt: row.attempt,
    agent: {
      id: row.agentId,
      name: row.agentName,
      tier: row.tier,
      is_platform_agent: row.isPlatformAgent,
    },
    assigned_at: instant(row.assignedAt),
    started_at: instant(row.startedAt),
    finished_at: instant(row.finishedAt),
    outcome: row.outcome,
    exit_code: row.exitCode,
    reason: row.reason,
    error: row.error,
    log: { bytes: row.logBytes, complete: row.logComplete },
  };
}
