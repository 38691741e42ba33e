import type { Db } from "@/lib/db/transaction";
import type { Tier } from "@/lib/domain/tier/tier";

export interface AttemptRow {
  jobId: string;
  attempt: number;
  agentId: string;
  agentName: string;
  tier: Tier;
  isPlatformAgent: boolean;
  assignedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  outcome: "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | null;
  exitCode: number | null;
  reason: string | null;
  error: string | null;
  logBytes: number;
  logComplete: boolean;
}

/**
 * Everything of `AttemptRow`; a WHERE may follow with the alias a (attempts). The log of an attempt is complete when it
 * ended with every stream known to be whole; one that ended without a word and without a stream was never known.
 */
export const SELECT_ATTEMPT = `
  SELECT a.job_id AS "jobId", a.attempt, a.agent_id AS "agentId", a.agent_name AS "agentName", a.tier,
         g.is_platform_agent AS "isPlatformAgent", a.assigned_at AS "assignedAt",
         a.started_at AS "startedAt", a.finished_at AS "finishedAt", a.outcome, a.exit_code AS "exitCode",
         a.reason, a.error, COALESCE(l.bytes, 0)::float8 AS "logBytes",
         a.finished_at IS NOT NULL AND COALESCE(l.complete, a.outcome <> 'lost') AS "logComplete"
    FROM attempts a JOIN agents g ON g.id = a.agent_id
    LEFT JOIN LATERAL (
      SELECT sum(s.next_offset) AS bytes, bool_and(s.is_complete) AS complete
        FROM log_streams s WHERE s.job_id = a.job_id AND s.attempt = a.attempt) l ON true`;

/** The attempts of a job, first to last. */
export async function listAttempts(db: Db, tenantId: string, jobId: string): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>({
    name: "list-attempts",
    text: `${SELECT_ATTEMPT} WHERE a.tenant_id = $1 AND a.job_id = $2 ORDER BY a.attempt`,
    values: [tenantId, jobId],
  });
  return rows;
}
