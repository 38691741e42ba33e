import type { Db } from "@/lib/db/transaction";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface UnsentLogPart {
  stream: LogStream;
  offset: number;
  receivedAt: Date;
  data: Buffer;
}

/** How far each stream has been sent. */
export type LogOffsets = Record<LogStream, number>;

/** Runs of bytes looked at in one stream at a time. */
const PARTS_PER_STREAM_MAX = 256;

/**
 * The next bytes of an attempt after `offsets`, over all its streams in the order they arrived, each stream without gaps.
 * A run longer than `bytesMax` is cut to it, and its rest comes first in the next read; runs are taken until they hold
 * `bytesMax`, so an answer has less than twice that.
 */
export async function readUnsentLog(
  db: Db,
  tenantId: string,
  key: { jobId: string; attempt: number },
  offsets: LogOffsets,
  bytesMax: number,
): Promise<UnsentLogPart[]> {
  const { rows } = await db.query<UnsentLogPart>({
    name: "read-unsent-log",
    text: `WITH part AS (
             SELECT p.*, s.stream, greatest(p.start_offset, s.sent) AS first,
                    -- Within a stream the order of offsets holds even if the clock has stepped back.
                    max(p.received_at) OVER (PARTITION BY s.stream ORDER BY p.start_offset) AS in_order
               FROM (VALUES ('stdout', $4::bigint), ('stderr', $5::bigint), ('system', $6::bigint)) AS s(stream, sent)
               CROSS JOIN LATERAL (
                 SELECT c.start_offset, c.received_at, c.start_offset + octet_length(c.data) AS end_offset
                   FROM log_chunks c
                  WHERE c.tenant_id = $1 AND c.job_id = $2 AND c.attempt = $3 AND c.stream = s.stream
                    AND c.start_offset >= COALESCE((SELECT max(b.start_offset) FROM log_chunks b
                                                     WHERE b.job_id = $2 AND b.attempt = $3 AND b.stream = s.stream
                                                       AND b.start_offset <= s.sent), 0)
                    AND c.start_offset + octet_length(c.data) > s.sent
                  ORDER BY c.start_offset LIMIT $8) p
           ), measured AS (
             SELECT *, least(end_offset - first, $7) AS bytes,
                    COALESCE(sum(least(end_offset - first, $7)) OVER (
                      ORDER BY in_order, stream, start_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
               FROM part
           )
           SELECT m.stream, m.first::float8 AS "offset", m.received_at AS "receivedAt",
                  substring(c.data FROM (m.first - m.start_offset + 1)::int FOR m.bytes::int) AS data
             FROM measured m
             JOIN log_chunks c ON c.job_id = $2 AND c.attempt = $3 AND c.stream = m.stream AND c.start_offset = m.start_offset
            WHERE m.before < $7
            ORDER BY m.in_order, m.stream, m.start_offset`,
    values: [
      tenantId,
      key.jobId,
      key.attempt,
      offsets.stdout,
      offsets.stderr,
      offsets.system,
      bytesMax,
      PARTS_PER_STREAM_MAX,
    ],
  });
  return rows;
}
