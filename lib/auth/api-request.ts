import type { Readable } from "node:stream";

/**
 * What routes read of a request. A web Request is one, and Next hands us those; the self-host server makes a cheaper one
 * (server/http/node-request.ts).
 */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<Headers, "get">;
  /** Aborts when the caller hangs up or the server stops. */
  readonly signal: AbortSignal;
  readonly body: ReadableStream<Uint8Array> | Readable | null;
}
