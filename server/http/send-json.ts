import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonAnswer } from "@/lib/http/json-answer";

/** Writes a whole answer to Node's response, in one piece and with its length. */
export function sendJson(
  { status, headers, text }: JsonAnswer,
  { method }: IncomingMessage,
  target: ServerResponse,
): void {
  if (text === null) target.writeHead(status, headers).end();
  else {
    target.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
    target.end(method === "HEAD" ? undefined : text);
  }
}
