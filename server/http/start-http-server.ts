import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { uploadArchive } from "@/lib/contracts/archive";
import { REMOTE_ADDRESS_HEADER, trustRemoteAddressHeader } from "@/lib/http/client-address";
import { limitBody } from "./limit-body";
import { OpenRequests } from "./open-requests";
import { refusalOf, UNKNOWN_METHOD } from "./refusal-of";
import { refusalResponse } from "./refusal-response";
import { refuseMalformed } from "./refuse-malformed";
import type { RouteTable } from "./route-table";
import { sendEarly } from "./send-early";
import { isApiPath, serveApi } from "./serve-api";
import { toPath } from "./to-path";

export interface HttpServer {
  port: number;
  /** Takes no new connection, ends long polls and streams, waits for the rest up to `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** The message is for the operator: what is wrong, and what to do. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Slow clients must not hold sockets: Node's own defaults for headers and the whole request are 60 s and 300 s, and it looks
 * twice a minute only. An archive has the time that the largest one takes on a slow line, any other request BODY_MS.
 */
export const HTTP_TIMEOUTS = {
  headersTimeout: 8_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
};
export const BODY_MS = 30_000;
/** A peer that died without a word is asked for after so long; the poll it left open ends, and with it its sign of life. */
const PEER_CHECK_MS = 10_000;
/** While stopping: how often connections are closed whose last answer has gone out meanwhile. */
const IDLE_CHECK_MS = 50;

/** One HTTP server for the API (ours) and the pages (Next's handler). */
export async function startHttpServer(options: {
  host: string;
  port: number;
  table: RouteTable;
  pages: (message: IncomingMessage, target: ServerResponse) => Promise<void> | void;
  bodyMs?: number;
}): Promise<HttpServer> {
  trustRemoteAddressHeader();
  const requests = new OpenRequests();
  const answers = new WeakMap<Duplex, ServerResponse>();
  const refuse = (error: Error, socket: Duplex) => {
    const answer = answers.get(socket);
    void refuseMalformed(error, socket, answer?.headersSent === true && !answer.writableFinished);
  };
  const listener: RequestListener = (message, target) => {
    const path = toPath(message.url ?? "/");
    message.url = path ?? "/";
    stampRemoteAddress(message);
    answers.set(message.socket, target);
    if (!isArchiveUpload(message)) limitBody(message, options.bodyMs ?? BODY_MS, refuse);
    // Whoever asks again on a connection that was kept would hold up the stop.
    if (requests.isStopping) target.shouldKeepAlive = false;
    const pathname = message.url.split("?", 1)[0] ?? "/";
    const refusal = refusalOf(message, path);
    if (refusal) void sendEarly(refusalResponse(refusal), message, target);
    else if (isApiPath(pathname)) void serveApi(options.table, message, target, requests);
    else void options.pages(message, target);
  };
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: PEER_CHECK_MS };
  // A request without a host or with an expectation Node itself would refuse without a body.
  const server = createServer({ ...HTTP_TIMEOUTS, ...keepAlive, requireHostHeader: false }, listener);
  server.on("checkExpectation", listener);
  server.on("connect", (_, socket) => {
    // From here on Node looks after it no longer, and an error that nobody hears would be the whole process's.
    socket.on("error", () => socket.destroy());
    refuse(UNKNOWN_METHOD, socket);
  });
  server.on("clientError", refuse);
  const port = await listen(server, options.host, options.port);
  return {
    port,
    stop: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      requests.stop();
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
}

function isArchiveUpload({ method, url }: IncomingMessage): boolean {
  return method === uploadArchive.method && url?.split("?", 1)[0] === uploadArchive.path;
}

/** Ours alone: whatever the client sent under this name is replaced, in both views that Node gives of the headers. */
function stampRemoteAddress(message: IncomingMessage): void {
  // A proxy that TRUSTED_PROXIES does not know of: the address is the proxy's and says nothing about the caller.
  const isForwarded =
    message.headers["x-forwarded-for"] !== undefined || message.headers.forwarded !== undefined;
  const address = isForwarded ? "" : (message.socket.remoteAddress ?? "");
  const raw: string[] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? "";
    if (name.toLowerCase() !== REMOTE_ADDRESS_HEADER) raw.push(name, message.rawHeaders[i + 1] ?? "");
  }
  message.rawHeaders = [...raw, REMOTE_ADDRESS_HEADER, address];
  message.headers[REMOTE_ADDRESS_HEADER] = address;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new ListenError(listenFault(error, host, port), { cause: error })),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} is in use. Stop the other program or choose another port: --port N, or PORT=N.`;
    case "EACCES":
      return `This user may not open port ${port}. Choose one from 1024 on: PORT=N.`;
    default:
      return `HOST=${host} cannot be listened at (${error.message}). Set HOST to an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all networks.`;
  }
}
