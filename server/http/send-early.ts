import type { IncomingMessage, ServerResponse } from "node:http";

/** Enough for the clients that read an answer only after their whole body, with the largest body somewhat passed. */
const REST_BYTES_MAX = 64 * 1024 * 1024;
const REST_MS_MAX = 10_000;

/**
 * Answers a request whose body has not been read to its end, e.g. because it is too large, and closes the connection.
 *
 * Promise: the answer goes out whole and at once; what still comes is thrown away until the body ends, within bounds.
 * Without that the closing socket would answer the waiting bytes with a reset, and the client would never see the answer.
 */
export async function sendEarly(
  response: Response,
  message: IncomingMessage,
  target: ServerResponse,
): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  target.statusCode = response.status;
  for (const [name, value] of response.headers) target.setHeader(name, value);
  target.setHeader("connection", "close");
  target.setHeader("content-length", body.length);
  if (body.length > 0) target.write(body);
  else target.flushHeaders();
  await discardRest(message, target);
  target.end();
}

async function discardRest(message: IncomingMessage, target: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, REST_MS_MAX);
    const count = (part: Buffer) => {
      bytes += part.length;
      if (bytes > REST_BYTES_MAX) resolve();
    };
    message.once("end", resolve).once("error", resolve);
    target.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    // The reader of the body gave up half-way and holds it paused.
    message.removeAllListeners("data").on("data", count).resume();
  });
}
