import type { RouteHandler } from "@/lib/http/define-route";

export interface RouteCall {
  /** As in the contract's path, e.g. `{ id }`. */
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
  headers?: Record<string, string | undefined>;
  /** A `Cookie` header's value; a call with one comes from our own pages unless `headers` say otherwise. */
  cookie?: string;
  /** A key or token for `Authorization`. */
  bearer?: string;
}

/** Sends a request to a route handler as the server would, in the process of the test. */
export async function callRoute(handler: RouteHandler, call: RouteCall = {}): Promise<Response> {
  const { method, path } = handler.contract;
  const url = new URL(
    path.replace(/\{(\w+)\}/g, (_, name: string) => call.params?.[name] ?? ""),
    "http://127.0.0.1:3000",
  );
  for (const [name, value] of given(call.query)) url.searchParams.set(name, value);
  const headers = new Headers({
    ...(call.body === undefined ? {} : { "content-type": "application/json" }),
    ...(call.cookie === undefined ? {} : { cookie: call.cookie, "sec-fetch-site": "same-origin" }),
    ...(call.bearer === undefined ? {} : { authorization: `Bearer ${call.bearer}` }),
    ...Object.fromEntries(given(call.headers)),
  });
  const request = new Request(url, {
    method,
    headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return await handler(request, { params: Promise.resolve(call.params ?? {}) });
}

function given(fields: Record<string, string | undefined> = {}): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}
