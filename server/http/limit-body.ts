import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Gives a request so much time for its body. The refusal is what Node itself would say of one that is late as a whole. */
export function limitBody(
  message: IncomingMessage,
  bodyMs: number,
  refuse: (error: Error, socket: Duplex) => void,
): void {
  const { "content-length": length = "0", "transfer-encoding": coding } = message.headers;
  if (length === "0" && coding === undefined) return;
  const timer = setTimeout(() => {
    const late = Object.assign(new Error("The body did not come in time."), {
      code: "ERR_HTTP_REQUEST_TIMEOUT",
    });
    if (!message.complete) refuse(late, message.socket);
  }, bodyMs).unref();
  message.once("close", () => clearTimeout(timer));
}
