import type { LogStream } from "@/lib/db/logs/append-log";
import type { AttemptKey } from "@/lib/db/queue/start-attempt";
import type { Db } from "@/lib/db/transaction";

/** Notes how long a stream truly is and what its bytes hash to, as the agent says with the final status. */
export async function declareLogEnds(
  tx: Db,
  key: AttemptKey,
  stream: LogStream,
  bytes: number,
  sha256: string,
): Promise<void> {
  await tx.query({
    name: "declare-log-ends",
    text: `INSERT INTO log_streams (job_id, attempt, stream, tenant_id, declared_bytes, declared_sha256)
           SELECT a.job_id, a.attempt, $3, a.tenant_id, $4, $5 FROM attempts a WHERE a.job_id = $1 AND a.attempt = $2
           ON CONFLICT (job_id, attempt, stream) DO UPDATE SET declared_bytes = $4, declared_sha256 = $5`,
    values: [key.jobId, key.attempt, stream, bytes, sha256],
  });
}
