import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@/lib/domain/errors";
import { refusalResponse } from "./refusal-response";

/** Long enough to send a few hundred bytes; whoever does not take them is cut off. */
const LINGER_MS = 1_000;

/**
 * Answers on the bare connection what could not be read as HTTP, was not sent in time or asks for a tunnel: a problem
 * document like every other refusal, and the end of the connection. Without an answer begun on it; half of one is not to
 * be continued.
 */
export async function refuseMalformed(
  error: AppError | NodeJS.ErrnoException,
  socket: Duplex,
  isAnswering: boolean,
): Promise<void> {
  if (!socket.writable || isAnswering || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const response = refusalResponse(error instanceof AppError ? error : refusalOfCode(error.code));
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n${headers}${length}connection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function refusalOfCode(code: string | undefined): AppError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new AppError("headers_too_large", "The request's headers are too large.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new AppError("request_timeout", "The request was not sent in time. Send it again.");
    default:
      return new AppError("malformed_request", "This is not HTTP as this server understands it.");
  }
}
