import type { SubmitFactsRow } from "@/lib/db/queue/list-submit-facts";
import { AppError } from "@/lib/domain/errors";

/** Seconds after which a full queue is worth another try. */
const QUEUE_FULL_RETRY_SECONDS = 30;

export function keyReused(): AppError {
  return new AppError(
    "idempotency_key_reused",
    "This Idempotency-Key came with another body before. Use a new key.",
  );
}

export function notAvailable(): AppError {
  return new AppError(
    "platform_agents_not_available",
    "Platform agents are not part of this tenant's subscription. Ask an admin about your plan.",
  );
}

export function rateLimited({ submitsPerMinute, submitTokens }: SubmitFactsRow): AppError {
  const missing = Math.max(0.1, 1 - submitTokens);
  const retryAfterSeconds = Math.ceil((missing * 60) / submitsPerMinute);
  return new AppError(
    "rate_limited",
    `Your plan allows ${submitsPerMinute} submissions a minute. Try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds, members: { limit: "submits_per_minute", max: submitsPerMinute } },
  );
}

export function queueFull({ maxQueuedJobs, queued }: SubmitFactsRow): AppError {
  return new AppError("queue_full", `Your plan queues ${maxQueuedJobs} jobs, and ${queued} are waiting.`, {
    retryAfterSeconds: QUEUE_FULL_RETRY_SECONDS,
    members: { limit: "max_queued_jobs", max: maxQueuedJobs, current: queued },
  });
}

export function noAgentAvailable(): AppError {
  return new AppError("no_agent_available", "No agent can start this job now, and allow_queue is false.");
}
