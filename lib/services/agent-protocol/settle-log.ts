import { createHash } from "node:crypto";
import type pg from "pg";
import { readStoredLog } from "@/lib/db/logs/append-log";
import {
  listUnsettledStreams,
  markStreamComplete,
  type UnsettledStreamRow,
  updateJobLogComplete,
} from "@/lib/db/logs/settle-streams";

const PAGE_BYTES = 1024 * 1024;

/**
 * Marks streams complete whose stored bytes have the declared length and hash, and the job's log when all are.
 * Called after the final status and after each late chunk; harmless to repeat. Reads in pages, so memory stays flat.
 */
export async function settleLog(db: pg.Pool, jobId: string, attempt: number): Promise<void> {
  for (const stream of await listUnsettledStreams(db, jobId, attempt)) {
    if (
      stream.nextOffset === stream.declaredBytes &&
      (await hashOf(db, jobId, attempt, stream)) === stream.declaredSha256
    ) {
      await markStreamComplete(db, jobId, attempt, stream.stream, stream.declaredBytes);
    }
  }
  await updateJobLogComplete(db, jobId, attempt);
}

async function hashOf(
  db: pg.Pool,
  jobId: string,
  attempt: number,
  stream: UnsettledStreamRow,
): Promise<string> {
  const hash = createHash("sha256");
  const key = { jobId, attempt, tenantId: stream.tenantId, stream: stream.stream };
  for (let from = 0; from < stream.nextOffset; from += PAGE_BYTES) {
    hash.update(await readStoredLog(db, key, from, Math.min(from + PAGE_BYTES, stream.nextOffset)));
  }
  return hash.digest("hex");
}
