import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** A Node request as the web standard has it. `signal` aborts when the caller hangs up or the server stops. */
export function toRequest(message: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? "";
    if (!name.startsWith(":")) headers.append(name, message.rawHeaders[i + 1] ?? "");
  }
  const method = message.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  // Only path and query matter; the host header is never trusted.
  const url = new URL(message.url ?? "/", "http://muster.internal");
  return new Request(url, {
    method,
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(message) as ReadableStream<Uint8Array>, duplex: "half" } : {}),
  } as RequestInit);
}
