import type { Duplex } from "node:stream";
import { AppError } from "@/lib/domain/errors";

/** One for all: without a reason, each request would end in an error of its own with a stack trace. */
const CLOSED = new Error("The connection is closed.");
const STOPPING = new AppError("service_unavailable", "The server stops. Ask again.", {
  retryAfterSeconds: 1,
});

export interface OpenRequest {
  /** Aborts when the caller hangs up before `close`, or at `stop`. */
  signal: AbortSignal;
  /** Call when it has been served. */
  close(): void;
}

/** Requests that are being served, so that each can be told when nobody waits for its answer any more. */
export class OpenRequests {
  /** By connection: of several that come one behind the other Node tells only the first that it is gone. */
  private readonly open = new Map<Duplex, Set<AbortController>>();
  private stopping = false;

  get isStopping(): boolean {
    return this.stopping;
  }

  begin(socket: Duplex): OpenRequest {
    const controller = new AbortController();
    if (this.stopping) controller.abort(STOPPING);
    const requests = this.requestsOf(socket);
    requests.add(controller);
    return { signal: controller.signal, close: () => requests.delete(controller) };
  }

  /** Ends long polls and streams, those of requests that come later too. */
  stop(): void {
    this.stopping = true;
    for (const requests of this.open.values()) for (const controller of requests) controller.abort(STOPPING);
  }

  private requestsOf(socket: Duplex): Set<AbortController> {
    const known = this.open.get(socket);
    if (known) return known;
    const requests = new Set<AbortController>();
    if (socket.destroyed) return requests;
    this.open.set(socket, requests);
    socket.once("close", () => {
      this.open.delete(socket);
      for (const controller of requests) controller.abort(CLOSED);
    });
    return requests;
  }
}
