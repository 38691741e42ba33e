/**
 * Answers with server-sent events.
 *
 * Promise: one event is asked for only when the reader has taken the last one, so a slow reader costs no memory; a
 * comment every 15 s keeps proxies from closing a quiet line; the caller's credential is looked at again at least
 * every 30 s, and the stream ends when it no longer opens the route; when the reader goes, `signal` aborts and the
 * source is closed; one credential holds at most 20 streams of this process, more are refused with 429. A refusal that the source throws before its first event becomes the usual problem document.
 * Failure: an error later on can only end the stream; the reader comes back with `Last-Event-ID`.
 */

import type { ApiRequest } from "@/lib/auth/api-request";
import { authenticate } from "@/lib/auth/authenticate";
import { authorize } from "@/lib/auth/authorize";
import type { AnyContract } from "@/lib/contracts/contract";
import { KeyedGate } from "@/lib/domain/access/keyed-gate";
import { credentialOf, type Principal } from "@/lib/domain/access/principal";
import type { Log } from "@/lib/log";

export interface ServerEvent {
  id?: string;
  /** Left out: the reader's default `message`. */
  event?: string;
  data: unknown;
}

export interface EventStreamOptions {
  contract: AnyContract;
  request: ApiRequest;
  principal: Principal;
  log: Log;
  /** Whether the caller may still read this. The caller's credential against the contract unless told otherwise. */
  stillAllowed?: () => Promise<boolean>;
  keepAliveMs?: number;
  checkMs?: number;
}

const KEEP_ALIVE_MS = 15_000;
/** With a keep-alive in between this bounds a look at the credential below 30 s. */
const CHECK_MS = 15_000;
const RETRY_MS = 2_000;
/** A stream costs queries as long as it is open; a person's tabs and scans stay far below this. */
const places = new KeyedGate({ limit: "open_streams", atOnceMax: 20, waitingMax: 0, retryAfterSeconds: 15 });

export function wantsEventStream(request: ApiRequest): boolean {
  const accepted = (request.headers.get("accept") ?? "").toLowerCase().split(",");
  return accepted.some((range) => {
    const [type, ...parameters] = range.split(";").map((part) => part.trim());
    return type === "text/event-stream" && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

export async function eventStream(
  options: EventStreamOptions,
  open: (signal: AbortSignal) => Promise<AsyncIterable<ServerEvent>>,
): Promise<Response> {
  const { request, log, keepAliveMs = KEEP_ALIVE_MS, checkMs = CHECK_MS } = options;
  const stillAllowed = options.stillAllowed ?? (() => credentialHolds(request, options.contract));
  const leave = await places.enter(credentialOf(options.principal));
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  // Whoever hangs up may never take another event, so this does not wait for the source.
  gone.signal.addEventListener("abort", leave, { once: true });
  request.signal.addEventListener("abort", leave, { once: true });
  const events = await openOrLeave(() => open(signal), leave);
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<ServerEvent>> | null = null;
  let checkedAt = performance.now();

  async function close(): Promise<void> {
    gone.abort();
    await events.return?.();
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
    },
    async pull(controller) {
      try {
        next ??= events.next();
        // Who hangs up just now never looks at it, and an error that nobody looks at is the whole process's.
        next.catch(() => {});
        const result = await withinMs(next, keepAliveMs, signal);
        const isDue = performance.now() - checkedAt >= checkMs;
        if (isDue) checkedAt = performance.now();
        if (signal.aborted || (isDue && !(await stillAllowed()))) {
          await close();
          controller.close();
        } else if (result === null) {
          controller.enqueue(encoder.encode(": keep-alive\n\n"));
        } else if (result.done) {
          gone.abort();
          controller.close();
        } else {
          next = null;
          controller.enqueue(encoder.encode(format(result.value)));
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, "event stream broke off");
        await close().catch(() => {});
        controller.close();
      }
    },
    async cancel() {
      await close().catch(() => {});
    },
  });
  return new Response(body, {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform: a compressing proxy would hold events back until its window is full.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

async function openOrLeave(
  open: () => Promise<AsyncIterable<ServerEvent>>,
  leave: () => void,
): Promise<AsyncIterator<ServerEvent>> {
  try {
    return (await open())[Symbol.asyncIterator]();
  } catch (error) {
    leave();
    throw error;
  }
}

/** Null when it takes longer or the reader has gone. */
async function withinMs<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null;
  const settled = new AbortController();
  const waited = new Promise<null>((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    settled.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    signal.addEventListener("abort", () => resolve(null), { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([promise, waited]);
  } finally {
    settled.abort();
  }
}

function format({ id, event, data }: ServerEvent): string {
  return `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

async function credentialHolds(request: ApiRequest, contract: AnyContract): Promise<boolean> {
  try {
    authorize(request, new URL(request.url), contract.access, await authenticate(request, contract.access));
    return true;
  } catch {
    // Refused, or the database cannot say: the reader comes back and is judged anew.
    return false;
  }
}
