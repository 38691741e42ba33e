import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { ApiRequest } from "@/lib/auth/api-request";

/** A request of Node's as routes read it, without copying anything of it. */
export class NodeRequest implements ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ApiRequest["headers"];
  readonly body: Readable | null;

  constructor(
    message: IncomingMessage,
    readonly signal: AbortSignal,
  ) {
    this.method = message.method ?? "GET";
    // Only path and query matter; the host header is never trusted.
    this.url = new URL(message.url ?? "/", "http://muster.internal").href;
    this.headers = { get: (name) => headerOf(message, name) };
    this.body = this.method === "GET" || this.method === "HEAD" ? null : message;
  }
}

function headerOf(message: IncomingMessage, name: string): string | null {
  // Node would keep the first of several: whoever sends two credentials must not be taken for the holder of one.
  const value =
    name === "authorization" ? message.headersDistinct.authorization : message.headers[name.toLowerCase()];
  if (value === undefined) return null;
  return typeof value === "string" ? value : value.join(", ");
}
