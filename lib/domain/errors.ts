/**
 * Every refusal the product can give, as a closed list that knows no HTTP.
 * `lib/http/problem.ts` maps each code to a status and a title; a code without an entry there does not compile.
 */
export const ERROR_CODES = [
  "malformed_json",
  "malformed_request",
  "unauthenticated",
  "forbidden",
  "wrong_agent_api",
  "cross_site_request",
  "not_found",
  "method_not_allowed",
  "conflict",
  "name_taken",
  "request_timeout",
  "payload_too_large",
  "unsupported_media_type",
  "expectation_failed",
  "invalid_input",
  "idempotency_key_reused",
  "headers_too_large",
  "rate_limited",
  "queue_full",
  "platform_agents_not_available",
  "no_agent_available",
  "stale_attempt",
  "job_finished",
  "job_not_finished",
  "log_gap",
  "log_conflict",
  "log_closed",
  "agent_disabled",
  "agent_busy",
  "bootstrap_token_refused",
  "last_owner",
  "setup_done",
  "service_unavailable",
  "internal_error",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One wrong field of the input: an RFC 6901 pointer into the body (or `/query/x`, `/path/x`, `/headers/x`) and what is wrong. */
export interface FieldError {
  pointer: string;
  message: string;
}

export interface AppErrorExtras {
  errors?: FieldError[];
  /** Seconds after which the same request may succeed; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** Further members of the problem document, e.g. the limit's name or the true log offset. Never secrets. */
  members?: Record<string, string | number | boolean | null | Record<string, number>>;
  /** The error underneath; logged, never sent. */
  cause?: unknown;
}

/** A refusal with a closed code and a sentence for the person or program that caused it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly extras: AppErrorExtras;

  constructor(code: ErrorCode, detail: string, extras: AppErrorExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = "AppError";
    this.code = code;
    this.extras = extras;
  }
}
