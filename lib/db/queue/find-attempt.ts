import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Db } from "@/lib/db/transaction";

export interface AttemptRow {
  tenantId: string;
  target: string;
  tool: string;
  outcome: "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | null;
  /** Why, when it failed or was lost. */
  reason: string | null;
  exitCode: number | null;
  assignedSecondsAgo: number;
  /** Seconds since the attempt ended; null while it lives. */
  endedSecondsAgo: number | null;
}

/** An attempt by its fence, ended or not; null when this agent never had it. `lock` holds off its end until commit. */
export async function findAttempt(
  tx: Db,
  key: AttemptKey,
  lock: "lock" | "read",
): Promise<AttemptRow | null> {
  const { rows } = await tx.query<AttemptRow>({
    name: `find-attempt-${lock}`,
    text: `SELECT a.tenant_id AS "tenantId", j.target, j.tool, a.outcome, a.reason, a.exit_code AS "exitCode",
                  extract(epoch FROM clock_timestamp() - a.assigned_at)::float8 AS "assignedSecondsAgo",
                  extract(epoch FROM clock_timestamp() - a.finished_at)::float8 AS "endedSecondsAgo"
             FROM attempts a JOIN jobs j ON j.id = a.job_id
            WHERE a.job_id = $1 AND a.attempt = $2 AND a.agent_id = $3 ${lock === "lock" ? "FOR SHARE OF a" : ""}`,
    values: [key.jobId, key.attempt, key.agentId],
  });
  return rows[0] ?? null;
}
