import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@/lib/domain/errors";
import { problemResponse } from "@/lib/http/problem";
import { requestIdOf } from "@/lib/http/request-id";
import { log } from "@/lib/log";
import type { RouteTable } from "./route-table";
import { sendEarly } from "./send-early";
import { sendResponse } from "./send-response";
import { toRequest } from "./to-request";

/** Paths whose every route is ours; next-auth's pages under /api/auth are Next's. */
const OURS = /^\/(api\/(v1|cron|health)(\/|$)|metrics$)/;

export function isApiPath(pathname: string): boolean {
  return OURS.test(pathname);
}

/** One for all: without a reason, each request would end in an error of its own with a stack trace. */
const CLOSED = new Error("The connection is closed.");

/**
 * Serves the API straight from the route modules, without Next's cost a request and outside its runtime.
 * Unknown paths and methods get problem documents as well. Never rejects.
 */
export async function serveApi(
  table: RouteTable,
  message: IncomingMessage,
  target: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  const hangUp = new AbortController();
  target.once("close", () => hangUp.abort(CLOSED));
  try {
    const request = toRequest(message, AbortSignal.any([hangUp.signal, stopping]));
    const response = await answer(table, request);
    if (response.status >= 400 && !message.complete) await sendEarly(response, message, target);
    else await sendResponse(response, target);
  } catch (error) {
    log.error({ err: error, path: message.url }, "the API could not answer");
    if (!target.headersSent) target.writeHead(500).end();
    else target.destroy();
  }
}

async function answer(table: RouteTable, request: Request): Promise<Response> {
  const match = table.match(new URL(request.url).pathname);
  if (!match) return refuse(request, new AppError("not_found", "There is no such path. See /docs/api."));
  const method = request.method === "HEAD" ? "GET" : request.method;
  const handler = match.handlers.get(method);
  if (!handler) {
    const allowed = [...match.handlers.keys()].join(", ");
    const response = refuse(request, new AppError("method_not_allowed", `This path takes ${allowed}.`));
    response.headers.set("allow", allowed);
    return response;
  }
  const response = await handler(request, { params: Promise.resolve(match.params) });
  return request.method === "HEAD" ? new Response(null, response) : response;
}

function refuse(request: Request, error: AppError): Response {
  return problemResponse(error, requestIdOf(request), log);
}
