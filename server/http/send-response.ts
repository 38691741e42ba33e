import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Writes a web response to Node's. A caller that hangs up ends the body's source too; that is no error. */
export async function sendResponse(response: Response, target: ServerResponse): Promise<void> {
  target.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") target.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) target.setHeader("set-cookie", cookies);
  if (response.body === null) {
    target.end();
    return;
  }
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("application/json") || type.startsWith("application/problem+json")) {
    // Documents are small and whole: one write, with their length.
    target.end(Buffer.from(await response.arrayBuffer()));
    return;
  }
  if (type.startsWith("text/event-stream")) target.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), target);
  } catch (error) {
    if (!target.destroyed) target.destroy();
    if (!isHangUp(error)) throw error;
  }
}

function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return (
    code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ABORT_ERR" || code === "ECONNRESET" || code === "EPIPE"
  );
}
