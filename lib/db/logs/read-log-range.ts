import type { StreamKey } from "@/lib/db/logs/append-log";
import type { Db } from "@/lib/db/transaction";

export interface StoredLogPart {
  offset: number;
  receivedAt: Date;
  data: Buffer;
}

/** Parts at most in one answer: a log of single bytes must not become a flood of rows. */
const PARTS_MAX = 2_000;

/**
 * The stored bytes of one stream from `from`, at most `limit`, as the runs they arrived in; the first and the last run
 * are cut to the range. Shorter than asked for at the end of the stream or after 2,000 runs. The first run is found by
 * order and not by max(), which without statistics reads all runs before it.
 */
export async function readLogRange(
  db: Db,
  key: StreamKey,
  from: number,
  limit: number,
): Promise<StoredLogPart[]> {
  const { rows } = await db.query<StoredLogPart>({
    name: "read-log-range",
    text: `SELECT greatest(start_offset, $5)::float8 AS "offset", received_at AS "receivedAt",
                  substring(data FROM (greatest($5 - start_offset, 0) + 1)::int
                            FOR (least(start_offset + octet_length(data), $6) - greatest(start_offset, $5))::int) AS data
             FROM log_chunks
            WHERE tenant_id = $1 AND job_id = $2 AND attempt = $3 AND stream = $4
              AND start_offset >= COALESCE((SELECT start_offset FROM log_chunks
                                             WHERE job_id = $2 AND attempt = $3 AND stream = $4 AND start_offset <= $5
                                             ORDER BY start_offset DESC LIMIT 1), 0)
              AND start_offset < $6 AND start_offset + octet_length(data) > $5
            ORDER BY start_offset LIMIT $7`,
    values: [key.tenantId, key.jobId, key.attempt, key.stream, from, from + limit, PARTS_MAX],
  });
  return rows;
}
