import type { ServerResponse } from "node:http";

/** One for all: without a reason, each request would end in an error of its own with a stack trace. */
const CLOSED = new Error("The connection is closed.");
const STOPPING = new Error("The server stops.");

/** Requests that are being served, so that each can be told when nobody waits for its answer any more. */
export class OpenRequests {
  private readonly controllers = new Set<AbortController>();
  private stopping = false;

  get isStopping(): boolean {
    return this.stopping;
  }

  /** The signal of a request that has come: aborts when the caller hangs up before the answer is whole, or at `stop`. */
  open(target: ServerResponse): AbortSignal {
    const controller = new AbortController();
    if (this.stopping) controller.abort(STOPPING);
    this.controllers.add(controller);
    target.once("close", () => {
      this.controllers.delete(controller);
      if (!target.writableFinished) controller.abort(CLOSED);
    });
    return controller.signal;
  }

  /** Ends long polls and streams, those of requests that come later too. */
  stop(): void {
    this.stopping = true;
    for (const controller of this.controllers) controller.abort(STOPPING);
  }
}
