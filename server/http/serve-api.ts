import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest } from "@/lib/auth/api-request";
import { AppError } from "@/lib/domain/errors";
import { JsonAnswer } from "@/lib/http/json-answer";
import { problemResponse } from "@/lib/http/problem";
import { requestIdOf } from "@/lib/http/request-id";
import { log } from "@/lib/log";
import { NodeRequest } from "./node-request";
import type { OpenRequests } from "./open-requests";
import type { RouteTable } from "./route-table";
import { sendEarly } from "./send-early";
import { sendJson } from "./send-json";
import { sendResponse } from "./send-response";

/** Paths whose every route is ours; next-auth's pages under /api/auth are Next's. */
const OURS = /^\/(api\/(v1|cron|health)(\/|$)|metrics$)/;

export function isApiPath(pathname: string): boolean {
  return OURS.test(pathname);
}

/**
 * Serves the API straight from the route modules, without Next's cost a request and outside its runtime.
 * Unknown paths and methods get problem documents as well. Never rejects.
 */
export async function serveApi(
  table: RouteTable,
  message: IncomingMessage,
  target: ServerResponse,
  requests: OpenRequests,
): Promise<void> {
  const { signal, close } = requests.begin(message.socket);
  try {
    const answer = await answerTo(table, new NodeRequest(message, signal));
    if (answer instanceof JsonAnswer) sendJson(answer, message, target);
    else if (answer.status >= 400 && !message.complete) await sendEarly(answer, message, target);
    else await sendResponse(answer, target);
  } catch (error) {
    log.error({ err: error, path: message.url }, "the API could not answer");
    if (!target.headersSent) target.writeHead(500).end();
    else target.destroy();
  } finally {
    close();
  }
}

async function answerTo(table: RouteTable, request: ApiRequest): Promise<Response | JsonAnswer> {
  const match = table.match(new URL(request.url).pathname);
  if (!match) return refuse(request, new AppError("not_found", "There is no such path. See /docs/api."));
  const handler = match.handlers.get(request.method === "HEAD" ? "GET" : request.method);
  if (!handler) {
    const allowed = [...match.handlers.keys()].join(", ");
    const response = refuse(request, new AppError("method_not_allowed", `This path takes ${allowed}.`));
    response.headers.set("allow", allowed);
    return response;
  }
  const answer = await handler.serve(request, match.params);
  return request.method === "HEAD" && answer instanceof Response ? new Response(null, answer) : answer;
}

function refuse(request: ApiRequest, error: AppError): Response {
  return problemResponse(error, requestIdOf(request), log);
}
