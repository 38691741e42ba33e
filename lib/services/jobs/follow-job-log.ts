/**
 * The log of one attempt as it grows, over all its streams in the order the bytes arrived.
 *
 * Promise: every stored byte of every stream once and in order of offset, then `end`; a follower that comes back with
 * the id of the last event it got goes on exactly there, also in the middle of a run. Memory holds one page (512 KiB at
 * most) whatever the log's size; nothing is read while the reader does not ask.
 * Assumes that appends wake `log:<job>`; without a wake it looks again after a second.
 * Ends when the attempt has ended and everything that its agent declared was sent, or will not come any more. A job
 * that was requeued starts a new attempt, which is followed by a new call.
 */
import { instant } from "@/lib/contracts/field";
import type { LogChunkView } from "@/lib/contracts/job";
import { findLogAttempt, type LogAttempt } from "@/lib/db/logs/find-log-attempt";
import { type LogOffsets, readUnsentLog } from "@/lib/db/logs/read-unsent-log";
import { AppError } from "@/lib/domain/errors";
import { isTerminal } from "@/lib/domain/job/job-status";
import { LATE_LOG_SECONDS } from "@/lib/domain/job/lease";
import { waitForWake, watch } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";

export interface LogEvent {
  /** Where to go on after this event: `<attempt>.<stdout>.<stderr>.<system>`. */
  id: string;
  event: "chunk" | "end";
  data: LogChunkView | { attempt: number | null; outcome: LogAttempt["outcome"]; complete: boolean };
}

const PAGE_BYTES = 256 * 1024;
const LOOK_AGAIN_MS = 1_000;

/** Throws `not_found` before the first event for a job that is not the tenant's or an attempt that was never made. */
export async function followJobLog(
  ctx: TenantContext,
  input: { id: string; attempt?: number | undefined; lastEventId: string | null },
): Promise<AsyncIterable<LogEvent>> {
  const resume = readResumePoint(input.lastEventId);
  const wanted = input.attempt ?? resume?.attempt ?? null;
  const state = await findLogAttempt(ctx.db, ctx.tenantId, input.id, wanted);
  if (!state) throw new AppError("not_found", "There is nothing here with that id.");
  if (state.attempt === null && wanted !== null)
    throw new AppError("not_found", "The scan has no such attempt.");
  const sent =
    resume !== null && resume.attempt === state.attempt ? resume.sent : { stdout: 0, stderr: 0, system: 0 };
  return follow(ctx, input.id, wanted, sent);
}

/** As long as it runs, the agent is asked to send each second. */
async function* follow(
  ctx: TenantContext,
  jobId: string,
  wanted: number | null,
  sent: LogOffsets,
): AsyncGenerator<LogEvent> {
  const leave = watch(`log:${jobId}`);
  try {
    yield* readAsItGrows(ctx, jobId, wanted, sent);
  } finally {
    leave();
  }
}

async function* readAsItGrows(
  ctx: TenantContext,
  jobId: string,
  wanted: number | null,
  sent: LogOffsets,
): AsyncGenerator<LogEvent> {
  let attempt = wanted;
  while (!ctx.signal.aborted) {
    // Listening begins before looking: what is appended in between is not slept over.
    const looked = new AbortController();
    const woken = waitForWake([`log:${jobId}`], LOOK_AGAIN_MS, AbortSignal.any([ctx.signal, looked.signal]));
    const state = await findLogAttempt(ctx.db, ctx.tenantId, jobId, attempt);
    if (!state) return;
    attempt = state.attempt;
    const parts =
      attempt === null ? [] : await readUnsentLog(ctx.db, ctx.tenantId, { jobId, attempt }, sent, PAGE_BYTES);
    for (const { stream, offset, receivedAt, data } of parts) {
      sent = { ...sent, [stream]: offset + data.length };
      const chunk = {
        stream,
        attempt: attempt ?? 1,
        offset,
        received_at: instant(receivedAt),
        data: data.toString("base64"),
      };
      yield { id: resumePoint(attempt, sent), event: "chunk", data: chunk };
    }
    if (parts.length === 0 && hasEnded(state, sent)) {
      const complete = state.outcome !== "lost" && state.streams.every((s) => s.isComplete);
      yield {
        id: resumePoint(attempt, sent),
        event: "end",
        data: { attempt, outcome: state.outcome, complete },
      };
      return;
    }
    if (parts.length > 0) looked.abort();
    await woken;
  }
}

/** Nothing more can come, or what was declared and is missing has had its time. */
function hasEnded(state: LogAttempt, sent: LogOffsets): boolean {
  if (state.attempt === null) return isTerminal(state.jobStatus);
  if (state.outcome === null) return false;
  const isLate = (state.endedSecondsAgo ?? 0) > LATE_LOG_SECONDS;
  return state.streams.every(
    ({ stream, nextOffset, declaredBytes }) =>
      sent[stream] >= nextOffset && (isLate || sent[stream] >= (declaredBytes ?? nextOffset)),
  );
}

function resumePoint(attempt: number | null, sent: LogOffsets): string {
  return [attempt ?? 0, sent.stdout, sent.stderr, sent.system].join(".");
}

/** Null for an id that is not ours: the reader then gets everything. */
function readResumePoint(id: string | null): { attempt: number; sent: LogOffsets } | null {
  const match = /^(\d{1,2})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(id ?? "");
  if (!match) return null;
  const [attempt = 0, stdout = 0, stderr = 0, system = 0] = match.slice(1).map(Number);
  return attempt === 0 ? null : { attempt, sent: { stdout, stderr, system } };
}
