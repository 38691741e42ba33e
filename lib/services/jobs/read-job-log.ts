import type * as z from "zod";
import { instant } from "@/lib/contracts/field";
import type { LogPage, ReadLogQuery } from "@/lib/contracts/job";
import { findLogAttempt, type LogAttempt } from "@/lib/db/logs/find-log-attempt";
import { readLogRange } from "@/lib/db/logs/read-log-range";
import { AppError } from "@/lib/domain/errors";
import { isTerminal } from "@/lib/domain/job/job-status";
import type { TenantContext } from "@/lib/services/context";

/**
 * A range of one stream of one attempt, the latest unless one is named. Throws `not_found` for a job that is not the
 * tenant's and for an attempt that was never made; a job that has not been tried yet has an empty log.
 */
export async function readJobLog(
  ctx: TenantContext,
  input: { id: string } & Omit<ReadLogQuery, "format">,
): Promise<z.output<typeof LogPage>> {
  const { stream, from } = input;
  const state = await findLogAttempt(ctx.db, ctx.tenantId, input.id, input.attempt ?? null);
  if (!state) throw new AppError("not_found", "There is nothing here with that id.");
  if (state.attempt === null && input.attempt !== undefined) {
    throw new AppError("not_found", "The scan has no such attempt.");
  }
  const attempt = state.attempt ?? 1;
  const known = state.streams.find((s) => s.stream === stream);
  const parts = known
    ? await readLogRange(
        ctx.db,
        { tenantId: ctx.tenantId, jobId: input.id, attempt, stream },
        from,
        input.limit,
      )
    : [];
  const last = parts.at(-1);
  return {
    stream,
    attempt,
    from,
    next_offset: last ? last.offset + last.data.length : from,
    total_bytes: known?.nextOffset ?? 0,
    complete: known ? known.isComplete : endedWithoutLog(state),
    chunks: parts.map(({ offset, receivedAt, data }) => ({
      stream,
      attempt,
      offset,
      received_at: instant(receivedAt),
      data: data.toString("base64"),
    })),
  };
}

/** A stream that was never begun is whole once nobody can begin it any more; a lost agent may have kept some of it. */
function endedWithoutLog(state: LogAttempt): boolean {
  if (state.attempt === null) return isTerminal(state.jobStatus);
  return state.outcome !== null && state.outcome !== "lost";
}
