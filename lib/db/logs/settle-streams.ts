import type { Db } from "@/lib/db/transaction";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface UnsettledStreamRow {
  tenantId: string;
  stream: LogStream;
  nextOffset: number;
  declaredBytes: number;
  declaredSha256: string;
}

/** Streams of an ended attempt whose true end is declared and that are not known to be complete. */
export async function listUnsettledStreams(
  db: Db,
  jobId: string,
  attempt: number,
): Promise<UnsettledStreamRow[]> {
  const { rows } = await db.query<UnsettledStreamRow>({
    name: "list-unsettled-streams",
    text: `SELECT tenant_id AS "tenantId", stream, next_offset AS "nextOffset", declared_bytes AS "declaredBytes",
                  declared_sha256 AS "declaredSha256"
             FROM log_streams WHERE job_id = $1 AND attempt = $2 AND declared_bytes IS NOT NULL AND NOT is_complete`,
    values: [jobId, attempt],
  });
  return rows;
}

/** Guarded by the length that was hashed: a chunk that came meanwhile would have failed it. */
export async function markStreamComplete(
  db: Db,
  jobId: string,
  attempt: number,
  stream: LogStream,
  bytes: number,
): Promise<void> {
  await db.query({
    name: "mark-stream-complete",
    text: `UPDATE log_streams SET is_complete = true WHERE job_id = $1 AND attempt = $2 AND stream = $3 AND next_offset = $4`,
    values: [jobId, attempt, stream, bytes],
  });
}

/**
 * A job's log is complete when its last attempt declared at least one stream and every stream it has is complete. The
 * streams are as of when this began: the sum sees to it that a stream which came meanwhile is not overlooked.
 */
export async function updateJobLogComplete(db: Db, jobId: string, attempt: number): Promise<void> {
  await db.query({
    name: "update-job-log-complete",
    text: `UPDATE jobs SET log_complete = true
            WHERE id = $1 AND attempt = $2 AND NOT log_complete
              AND (SELECT bool_and(is_complete) AND sum(next_offset) = jobs.log_bytes FROM log_streams s WHERE s.job_id = $1 AND s.attempt = $2)`,
    values: [jobId, attempt],
  });
}
