import type { Db } from "@/lib/db/transaction";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface StreamKey {
  jobId: string;
  attempt: number;
  tenantId: string;
  stream: LogStream;
}

export interface StreamEnds {
  /** Where the stored bytes end. */
  nextOffset: number;
  /** Where they end in truth, once the agent has said so. */
  declaredBytes: number | null;
}

/** Locks the stream's row until commit and answers how far it is; makes the row for a first chunk. */
export async function lockLogStream(tx: Db, key: StreamKey): Promise<StreamEnds> {
  const { rows } = await tx.query<StreamEnds>({
    name: "lock-log-stream",
    text: `INSERT INTO log_streams AS s (job_id, attempt, stream, tenant_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT (job_id, attempt, stream) DO UPDATE SET next_offset = s.next_offset
        RETURNING next_offset AS "nextOffset", declared_bytes AS "declaredBytes"`,
    values: [key.jobId, key.attempt, key.stream, key.tenantId],
  });
  return rows[0] ?? { nextOffset: 0, declaredBytes: null };
}

/** The stored bytes of [from, to), where to is at most the stream's end. Touches no run of bytes before `from`, however long the log is. */
export async function readStoredLog(tx: Db, key: StreamKey, from: number, to: number): Promise<Buffer> {
  const { rows } = await tx.query<{ startOffset: number; data: Buffer }>({
    name: "read-stored-log",
    text: `SELECT start_offset AS "startOffset", data FROM log_chunks
            WHERE tenant_id = $6 AND job_id = $1 AND attempt = $2 AND stream = $3
              AND start_offset >= COALESCE((SELECT start_offset FROM log_chunks
                                             WHERE job_id = $1 AND attempt = $2 AND stream = $3 AND start_offset <= $4
                                             ORDER BY start_offset DESC LIMIT 1), 0)
              AND start_offset < $5 AND start_offset + octet_length(data) > $4
            ORDER BY start_offset`,
    values: [key.jobId, key.attempt, key.stream, from, to, key.tenantId],
  });
  return Buffer.concat(
    rows.map(({ startOffset, data }) =>
      data.subarray(Math.max(0, from - startOffset), Math.max(0, to - startOffset)),
    ),
  );
}

export interface NewLogChunk {
  offset: number;
  data: Buffer;
  /** How long ago the bytes were written. */
  ageMs: number;
}

/** Appends at the stream's end, which is `end` afterwards. The caller holds its lock and has checked that nothing is missing. */
export async function insertLogChunks(
  tx: Db,
  key: StreamKey,
  chunks: readonly NewLogChunk[],
  end: number,
): Promise<void> {
  if (chunks.length === 0) return;
  await tx.query({
    name: "insert-log-chunks",
    text: `WITH added AS (
             INSERT INTO log_chunks (job_id, attempt, stream, start_offset, tenant_id, data, received_at)
             SELECT $1, $2, $3, c.start_offset, $4, c.data, clock_timestamp() - c.age_ms * interval '1 millisecond'
               FROM unnest($5::bigint[], $6::bytea[], $7::float8[]) AS c(start_offset, data, age_ms)
           )
           UPDATE log_streams SET next_offset = $8 WHERE job_id = $1 AND attempt = $2 AND stream = $3`,
    values: [
      key.jobId,
      key.attempt,
      key.stream,
      key.tenantId,
      chunks.map((chunk) => chunk.offset),
      chunks.map((chunk) => chunk.data),
      chunks.map((chunk) => chunk.ageMs),
      end,
    ],
  });
}

/** Counts bytes for the job, if the attempt is still its last. Answers whether its log was known to be complete without them. */
export async function addLogBytes(tx: Db, key: Omit<StreamKey, "stream">, bytes: number): Promise<boolean> {
  const { rows } = await tx.query<{ wasComplete: boolean }>({
    name: "add-log-bytes",
    text: `UPDATE jobs SET log_bytes = log_bytes + $4 WHERE tenant_id = $1 AND id = $2 AND attempt = $3
           RETURNING log_complete AS "wasComplete"`,
    values: [key.tenantId, key.jobId, key.attempt, bytes],
  });
  return rows[0]?.wasComplete ?? false;
}
