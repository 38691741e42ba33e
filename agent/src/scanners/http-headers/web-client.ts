/**
 * One HTTP request at a time to one pinned address.
 *
 * Promise: connects only to the pinned address, with the true Host and SNI; a request has one deadline for everything, a body at most `maxBodyBytes`;
 * no redirect is followed here, nothing is decompressed, no certificate error ends a request (they are findings).
 * Failure: `RequestFailure`; the caller decides whether the scan goes on.
 */
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { printableLine } from "../evidence";
import type { PinnedTarget } from "../target-policy";
import { type PeerCertificate, readPeerCertificate } from "./peer-certificate";

export interface WebResponse {
  url: URL;
  status: number;
  headers: http.IncomingHttpHeaders;
  setCookies: string[];
  body: Buffer;
  certificate: PeerCertificate | null;
}

export interface WebClient {
  get(url: URL, headers?: Record<string, string>): Promise<WebResponse>;
}

export class RequestFailure extends Error {
  override name = "RequestFailure";
}

interface ClientSettings {
  pinned: PinnedTarget;
  signal: AbortSignal;
  timeoutSeconds: number;
  delayMilliseconds: number;
  log(line: string): void;
}

const maxBodyBytes = 256 * 1024;
/** Old servers are what a scanner is for: take every version and cipher that this OpenSSL still has and that shows a certificate. */
export const lenientTls = {
  rejectUnauthorized: false,
  minVersion: "TLSv1",
  ciphers: "ALL:!aNULL:!eNULL:@SECLEVEL=0",
} as const;

export function createWebClient(settings: ClientSettings): WebClient {
  let isFirst = true;
  return {
    async get(url, headers = {}) {
      if (!isFirst && settings.delayMilliseconds > 0)
        await delay(settings.delayMilliseconds, undefined, { signal: settings.signal }).catch(
          () => undefined,
        );
      isFirst = false;
      const startedAt = performance.now();
      const label = `GET ${printableLine(url.href)}`;
      try {
        const response = await requestOnce(url, headers, settings);
        const took = Math.round(performance.now() - startedAt);
        const type = printableLine(response.headers["content-type"] ?? "no content type", 80);
        settings.log(`${label} -> ${response.status}, ${type}, ${response.body.length} bytes, ${took} ms`);
        return response;
      } catch (error) {
        const reason = printableLine(error instanceof Error ? error.message : String(error));
        if (!settings.signal.aborted) settings.log(`${label} -> no answer: ${reason}`);
        throw new RequestFailure(reason);
      }
    },
  };
}

function requestOnce(
  url: URL,
  headers: Record<string, string>,
  settings: ClientSettings,
): Promise<WebResponse> {
  const { pinned, signal } = settings;
  const isHttps = url.protocol === "https:";
  // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect that time-out unfired.
  const ending = new AbortController();
  const end = () => ending.abort();
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      end();
    }, settings.timeoutSeconds * 1_000);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const request = (isHttps ? https : http).request({
      host: pinned.address,
      port: url.port === "" ? (isHttps ? 443 : 80) : Number(url.port),
      path: url.pathname + url.search,
      method: "GET",
      agent: false,
      setHost: false,
      signal: ending.signal,
      headers: {
        host: url.host,
        "user-agent": "muster-agent http-headers",
        accept: "text/html,*/*;q=0.5",
        "accept-encoding": "identity",
        ...headers,
      },
      ...(isHttps && { ...lenientTls, servername: isIP(pinned.target.host) === 0 ? pinned.target.host : "" }),
    });
    const fail = (error: Error) =>
      reject(isLate ? new Error(`no complete answer within ${settings.timeoutSeconds} s`) : error);
    request.once("error", fail);
    request.once("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    });
    request.once("response", (message) => {
      const { socket } = message;
      const certificate =
        socket instanceof TLSSocket ? readPeerCertificate(socket, pinned.target.host) : null;
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        resolve({
          url,
          status: message.statusCode ?? 0,
          headers: message.headers,
          setCookies: message.headers["set-cookie"] ?? [],
          body: Buffer.concat(chunks).subarray(0, maxBodyBytes),
          certificate,
        });
        request.destroy();
      };
      message.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= maxBodyBytes) finish();
      });
      message.once("end", finish);
      message.once("error", fail);
      message.once("close", () => fail(new Error("the connection was closed in the middle of the answer")));
    });
    request.end();
  });
}
