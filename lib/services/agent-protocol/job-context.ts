import type { AttemptKey } from "@/lib/db/queue/attempt-key";
import type { Principal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";

/** A write on one attempt, by its job token or by the agent that holds it. */
export interface JobContext extends Context {
  caller: Extract<Principal, { kind: "agent" | "job_token" }>;
}

/** A call that an agent's key is not good for. */
export interface JobTokenContext extends Context {
  caller: Extract<Principal, { kind: "job_token" }>;
}

/**
 * The fence of a write: the job of the path and the attempt of the body, by this agent. A job token is good for its own
 * job only (any other is 404, as absent) and for its own attempt only (409).
 */
export function fence(ctx: JobContext, jobId: string, attempt: number): AttemptKey {
  if (ctx.caller.kind === "job_token") {
    if (ctx.caller.jobId !== jobId) throw new AppError("not_found", "There is no such job for this token.");
    if (ctx.caller.attempt !== attempt) throw staleAttempt(attempt);
  }
  return { jobId, attempt, agentId: ctx.caller.agentId };
}

export function jobFinished(outcome: string): AppError {
  return new AppError("job_finished", `The job has already ended as ${outcome}.`, {
    members: { status: outcome },
  });
}

export function staleAttempt(attempt: number): AppError {
  return new AppError(
    "stale_attempt",
    `Attempt ${attempt} of this job is not live. Stop working on it; nothing was changed.`,
    {
      members: { attempt },
    },
  );
}
