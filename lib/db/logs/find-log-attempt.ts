import type { Db } from "@/lib/db/transaction";
import type { JobStatus } from "@/lib/domain/job/job-status";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface LogStreamState {
  stream: LogStream;
  /** Where the stored bytes end. */
  nextOffset: number;
  /** Where they end in truth, once the agent has said so. */
  declaredBytes: number | null;
  isComplete: boolean;
}

export interface LogAttempt {
  jobStatus: JobStatus;
  /** The attempt asked for, or the latest; null when there is none. */
  attempt: number | null;
  outcome: "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | null;
  endedSecondsAgo: number | null;
  streams: LogStreamState[];
}

/** How an attempt of the tenant's job and its log stand, from one snapshot. Null when the tenant has no such job. */
export async function findLogAttempt(
  db: Db,
  tenantId: string,
  jobId: string,
  attempt: number | null,
): Promise<LogAttempt | null> {
  const { rows } = await db.query<LogAttempt>({
    name: "find-log-attempt",
    text: `SELECT j.status AS "jobStatus", a.attempt, a.outcome,
                  extract(epoch FROM clock_timestamp() - a.finished_at)::float8 AS "endedSecondsAgo",
                  COALESCE((SELECT jsonb_agg(jsonb_build_object(
                                     'stream', s.stream, 'nextOffset', s.next_offset, 'declaredBytes', s.declared_bytes,
                                     'isComplete', s.is_complete))
                              FROM log_streams s WHERE s.job_id = j.id AND s.attempt = a.attempt), '[]') AS streams
             FROM jobs j
             LEFT JOIN LATERAL (
               SELECT * FROM attempts t WHERE t.job_id = j.id AND ($3::int IS NULL OR t.attempt = $3)
                ORDER BY t.attempt DESC LIMIT 1) a ON true
            WHERE j.tenant_id = $1 AND j.id = $2`,
    values: [tenantId, jobId, attempt],
  });
  return rows[0] ?? null;
}
