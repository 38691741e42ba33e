import type { RouteHandler } from "@/lib/http/define-route";
import type { Sample } from "./sample";

/** A request as it goes over the wire: nothing is added to what is said here. */
export interface AbuseCall {
  headers?: Record<string, string>;
  /** What the path names, an id nearly always. */
  id?: string;
  query?: URLSearchParams;
  body?: BodyInit | null;
  /** When the caller hangs up: a long poll then ends at once. */
  signal?: AbortSignal;
}

export async function sendCall(handler: RouteHandler, call: AbuseCall): Promise<Response> {
  const { method, path } = handler.contract;
  const parameter = /\{(\w+)\}/.exec(path)?.[1] ?? "id";
  const url = new URL(
    path.replace(`{${parameter}}`, encodeURIComponent(call.id ?? "")),
    "http://127.0.0.1:3000",
  );
  url.search = (call.query ?? new URLSearchParams()).toString();
  const body = call.body ?? null;
  const isStream = body instanceof ReadableStream;
  const request = new Request(url, {
    method,
    headers: call.headers ?? {},
    ...(call.signal ? { signal: call.signal } : {}),
    ...(body === null ? {} : { body }),
    ...(isStream ? { duplex: "half" as const } : {}),
  });
  // A Request makes up a content type for a text body; a client need not send one.
  if (!new Headers(call.headers).has("content-type")) request.headers.delete("content-type");
  const params: Record<string, string> = call.id === undefined ? {} : { [parameter]: call.id };
  return await handler(request, { params: Promise.resolve(params) });
}

/** The call that succeeds. */
export function callOf(sample: Sample): AbuseCall {
  const type = sample.bytes ? "application/x-tar" : sample.body === undefined ? null : "application/json";
  return {
    headers: { ...sample.caller.headers, ...(type ? { "content-type": type } : {}) },
    ...(sample.id === undefined ? {} : { id: sample.id }),
    query: new URLSearchParams(sample.query ?? {}),
    body: sample.bytes ?? (sample.body === undefined ? null : JSON.stringify(sample.body)),
  };
}

interface LongBody {
  body: ReadableStream<Uint8Array>;
  bytesSent: () => number;
}

/** A body of `bytesTotal` bytes that counts how many of them were taken. */
export function longBody(bytesTotal: number): LongBody {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent >= bytesTotal) return controller.close();
        sent += chunk.byteLength;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, bytesSent: () => sent };
}
