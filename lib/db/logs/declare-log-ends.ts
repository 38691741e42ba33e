import type { Db } from "@/lib/db/transaction";
import type { LogStream } from "@/lib/domain/job/log-stream";

export interface LogEnd {
  jobId: string;
  attempt: number;
  stream: LogStream;
  bytes: number;
  sha256: string;
}

/** Notes how long streams truly are and what their bytes hash to, as agents say with the last word on an attempt. */
export async function declareLogEndsAcrossTenants(tx: Db, ends: readonly LogEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await tx.query({
    name: "declare-log-ends",
    text: `INSERT INTO log_streams AS s (job_id, attempt, stream, tenant_id, declared_bytes, declared_sha256)
           SELECT a.job_id, a.attempt, e.stream, a.tenant_id, e.bytes, e.sha256
             FROM jsonb_to_recordset($1::jsonb) AS e("jobId" uuid, attempt int, stream text, bytes bigint, sha256 text)
             JOIN attempts a ON a.job_id = e."jobId" AND a.attempt = e.attempt
            ORDER BY 1, 2, 3
               ON CONFLICT (job_id, attempt, stream) DO UPDATE
              SET declared_bytes = EXCLUDED.declared_bytes, declared_sha256 = EXCLUDED.declared_sha256`,
    values: [JSON.stringify(ends)],
  });
}
