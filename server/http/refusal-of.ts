import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/domain/errors";

/** Others, such as TRACE, have no meaning here and cannot even be written as a web request. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
export const ALLOWED_METHODS = [...METHODS].join(", ");
/** As Node reads it. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

export const UNKNOWN_METHOD = new AppError("method_not_allowed", `This server takes ${ALLOWED_METHODS}.`);
const NO_PATH = new AppError("malformed_request", "The request names no path of this server.");
const NO_HOST = new AppError("malformed_request", "The request has no Host header.");
const UNKNOWN_EXPECTATION = new AppError(
  "expectation_failed",
  "Of the Expect header only 100-continue is known here.",
);

/** Why a request is not served whatever it asks; null when it may go on. `path` as by toPath. */
export function refusalOf(message: IncomingMessage, path: string | null): AppError | null {
  const { host, expect } = message.headers;
  if (!METHODS.has(message.method ?? "")) return UNKNOWN_METHOD;
  if (path === null) return NO_PATH;
  if (message.httpVersion !== "1.1") return null;
  if (host === undefined) return NO_HOST;
  return expect === undefined || CONTINUE.test(expect) ? null : UNKNOWN_EXPECTATION;
}
