import type pg from "pg";
import type { AppendLogAnswer, AppendLogBody } from "@/lib/contracts/agent-protocol";
import {
  addLogBytes,
  insertLogChunks,
  lockLogStream,
  readStoredLog,
  type StreamEnds,
  type StreamKey,
} from "@/lib/db/logs/append-log";
import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import { findAttempt } from "@/lib/db/queue/find-attempt";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { LATE_LOG_SECONDS } from "@/lib/domain/job/lease";
import type { LogStream } from "@/lib/domain/job/log-stream";
import { isWatched, wake } from "@/lib/live/wake-hub";
import { fence, type JobContext, staleAttempt } from "@/lib/services/agent-protocol/job-context";
import { settleLog } from "@/lib/services/agent-protocol/settle-log";

/** Bytes of one stream of one attempt at most; agents cut earlier, with a visible marker. */
export const STREAM_BYTES_MAX = 64 * 1024 * 1024;
const WATCHED_FLUSH_SECONDS = 1;
const UNWATCHED_FLUSH_SECONDS = 15;
/** Whoever has submitted a scan is about to look at it: the beginning of a run must not be held back until then. */
const FRESH_SECONDS = 60;

/**
 * Appends log bytes by offset, all chunks of the request or none. Bytes that are stored already must be the same;
 * a gap, a difference or bytes past a declared end are refused with the true offset. Accepted while the attempt lives and
 * five minutes after, whoever ended it, unless it was lost and another one may follow.
 */
export async function appendLog(
  ctx: JobContext,
  jobId: string,
  body: AppendLogBody,
): Promise<AppendLogAnswer> {
  const key = fence(ctx, jobId, body.attempt);
  const { nextOffset, isLate, isFresh } = await transaction(ctx.db, async (tx) => {
    const { tenantId, isLate, isFresh } = await requireOpenLog(tx, key);
    const keys = byStream(body.chunks).map(([stream, chunks]) => {
      return { key: { jobId, attempt: body.attempt, tenantId, stream }, chunks };
    });
    const nextOffset: Partial<Record<LogStream, number>> = {};
    // All streams before the job's row: two requests of one job that share a stream would block each other otherwise.
    const starts = new Map<LogStream, StreamEnds>();
    for (const { key } of keys) starts.set(key.stream, await lockLogStream(tx, key));
    const grown: { stream: LogStream; start: number; end: number }[] = [];
    for (const { key, chunks } of keys) {
      const { stream } = key;
      const ends = starts.get(stream) ?? { nextOffset: 0, declaredBytes: null };
      const end = await appendStream(tx, key, ends, chunks);
      nextOffset[stream] = end;
      if (end > ends.nextOffset) grown.push({ stream, start: ends.nextOffset, end });
    }
    const added = grown.reduce((sum, { start, end }) => sum + end - start, 0);
    const [first] = grown;
    if (first && (await addLogBytes(tx, { jobId, attempt: body.attempt, tenantId }, added)))
      throw pastEnd(first.stream, first.start);
    return { nextOffset, isLate, isFresh };
  });
  if (isLate) await settleLog(ctx.db, jobId, body.attempt);
  const isLive = isFresh || isWatched(`log:${jobId}`);
  wake(`log:${jobId}`);
  return {
    next_offset: nextOffset,
    flush_seconds: isLive ? WATCHED_FLUSH_SECONDS : UNWATCHED_FLUSH_SECONDS,
  };
}

async function requireOpenLog(
  tx: pg.PoolClient,
  key: AttemptKey,
): Promise<{ tenantId: string; isLate: boolean; isFresh: boolean }> {
  const attempt = await findAttempt(tx, key, "lock");
  if (attempt === null || attempt.outcome === "lost") throw staleAttempt(key.attempt);
  if (attempt.endedSecondsAgo !== null && attempt.endedSecondsAgo > LATE_LOG_SECONDS) {
    throw new AppError("log_closed", "The attempt ended more than five minutes ago; its log is closed.");
  }
  return {
    tenantId: attempt.tenantId,
    isLate: attempt.outcome !== null,
    isFresh: attempt.assignedSecondsAgo < FRESH_SECONDS,
  };
}

interface Chunk {
  offset: number;
  data: Buffer;
  ageMs: number;
}

/** Streams in a fixed order, in which their locks are taken. */
function byStream(chunks: AppendLogBody["chunks"]): [LogStream, Chunk[]][] {
  const streams = new Map<LogStream, Chunk[]>();
  for (const chunk of chunks) {
    const data = "data" in chunk ? Buffer.from(chunk.data, "base64") : Buffer.from(chunk.text, "utf8");
    streams.set(chunk.stream, [
      ...(streams.get(chunk.stream) ?? []),
      { offset: chunk.offset, data, ageMs: chunk.age_ms ?? 0 },
    ]);
  }
  return [...streams].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Appends to one stream, whose lock is held, and answers its new end. A refusal names `start`: of the request nothing stays. */
async function appendStream(
  tx: pg.PoolClient,
  key: StreamKey,
  { nextOffset: start, declaredBytes }: StreamEnds,
  chunks: readonly Chunk[],
): Promise<number> {
  const fresh: Chunk[] = [];
  let end = start;
  for (const { offset, data, ageMs } of chunks) {
    if (offset > end)
      throw refuseLog("log_gap", "Bytes before this offset have not arrived.", key.stream, start);
    const overlap = Math.min(data.length, end - offset);
    if (overlap > 0 && !(await isSame(tx, key, offset, data.subarray(0, overlap), start, fresh))) {
      throw refuseLog("log_conflict", "Other bytes are stored at this offset.", key.stream, start);
    }
    const rest = data.subarray(overlap);
    if (rest.length > 0) fresh.push({ offset: end, data: rest, ageMs });
    end += rest.length;
  }
  if (end > start && declaredBytes !== null && end > declaredBytes) throw pastEnd(key.stream, start);
  if (end > STREAM_BYTES_MAX) {
    throw new AppError("payload_too_large", `A log stream may have at most ${STREAM_BYTES_MAX} bytes.`, {
      members: { limit_bytes: STREAM_BYTES_MAX },
    });
  }
  await insertLogChunks(tx, key, fresh, end);
  return end;
}

/** Compares with what is stored and with what this same request has brought so far. */
async function isSame(
  tx: pg.PoolClient,
  key: StreamKey,
  offset: number,
  bytes: Buffer,
  start: number,
  fresh: readonly Chunk[],
): Promise<boolean> {
  const storedEnd = Math.min(offset + bytes.length, start);
  const stored = offset < start ? await readStoredLog(tx, key, offset, storedEnd) : Buffer.alloc(0);
  const from = Math.max(offset, start) - start;
  const brought = Buffer.concat(fresh.map((chunk) => chunk.data)).subarray(
    from,
    from + bytes.length - stored.length,
  );
  return Buffer.concat([stored, brought]).equals(bytes);
}

/** What the agent has said of a stream's end is its last word on it, and what is known to be complete stays so. */
function pastEnd(stream: LogStream, nextOffset: number): AppError {
  return refuseLog("log_conflict", "The stream was declared to end before these bytes.", stream, nextOffset);
}

function refuseLog(
  code: "log_gap" | "log_conflict",
  detail: string,
  stream: LogStream,
  nextOffset: number,
): AppError {
  return new AppError(code, detail, { members: { stream, next_offset: nextOffset } });
}
