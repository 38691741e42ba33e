import { isDatabaseAway } from "@/lib/domain/database-errors";
import { AppError, type ErrorCode } from "@/lib/domain/errors";
import type { Log } from "@/lib/log";

interface ProblemKind {
  status: number;
  title: string;
}

/** The only place where a code meets HTTP. Typed as a full record: a code that is forgotten here does not compile. */
export const PROBLEMS: Record<ErrorCode, ProblemKind> = {
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  malformed_request: { status: 400, title: "The request is malformed" },
  unauthenticated: { status: 401, title: "A valid credential is needed" },
  bootstrap_token_refused: { status: 401, title: "The bootstrap token is not accepted" },
  forbidden: { status: 403, title: "This credential may not do that" },
  wrong_agent_api: { status: 403, title: "This agent's calls are under another prefix" },
  cross_site_request: { status: 403, title: "The request came from another site" },
  platform_agents_not_available: { status: 403, title: "Platform agents are not available to this tenant" },
  agent_disabled: { status: 403, title: "The agent is disabled" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  request_timeout: { status: 408, title: "The request took too long to arrive" },
  conflict: { status: 409, title: "The change conflicts with the present state" },
  name_taken: { status: 409, title: "The name is taken" },
  no_agent_available: { status: 409, title: "No agent can take the job now" },
  stale_attempt: { status: 409, title: "The attempt is no longer current" },
  job_finished: { status: 409, title: "The job has ended" },
  job_not_finished: { status: 409, title: "The job has not ended" },
  log_gap: { status: 409, title: "Log bytes before this offset are missing" },
  log_conflict: { status: 409, title: "Other log bytes are stored at this offset" },
  log_closed: { status: 409, title: "The log no longer takes bytes" },
  agent_busy: { status: 409, title: "The agent still holds jobs" },
  last_owner: { status: 409, title: "A tenant keeps at least one owner" },
  setup_done: { status: 409, title: "The first admin exists already" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The content type is not supported" },
  expectation_failed: { status: 417, title: "The expectation cannot be met" },
  invalid_input: { status: 422, title: "The input is invalid" },
  idempotency_key_reused: { status: 422, title: "The idempotency key was used with another request" },
  rate_limited: { status: 429, title: "Too many requests" },
  queue_full: { status: 429, title: "The queue quota is used up" },
  headers_too_large: { status: 431, title: "The headers are too large" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  service_unavailable: { status: 503, title: "The service is briefly unavailable" },
};

/** Answers an error as RFC 9457 problem document. What is not an `AppError` is logged whole and answered bare. */
export function problemResponse(error: unknown, requestId: string, log: Log): Response {
  const known = error instanceof AppError ? error : unknownError(error, log);
  const { status, title } = PROBLEMS[known.code];
  const body = {
    ...known.extras.members,
    type: `urn:muster:problem:${known.code}`,
    title,
    status,
    code: known.code,
    detail: known.message,
    request_id: requestId,
    ...(known.extras.errors ? { errors: known.extras.errors } : {}),
  };
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  });
  if (known.extras.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(Math.max(1, Math.ceil(known.extras.retryAfterSeconds))));
  }
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(body), { status, headers });
}

function unknownError(error: unknown, log: Log): AppError {
  if (isDatabaseAway(error)) {
    log.warn({ err: error }, "database unavailable");
    return new AppError(
      "service_unavailable",
      "The database cannot be reached just now. Try again shortly.",
      {
        retryAfterSeconds: 1,
      },
    );
  }
  log.error({ err: error }, "unexpected error");
  return new AppError(
    "internal_error",
    "The request failed unexpectedly. Quote the request id when asking for help.",
  );
}
