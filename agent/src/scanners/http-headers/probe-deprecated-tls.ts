import { isIP } from "node:net";
import tls from "node:tls";
import type { PinnedTarget } from "../target-policy";
import { lenientTls } from "./web-client";

/** The old version that the server agreed to ("TLSv1" or "TLSv1.1"), or null; also null when this OpenSSL cannot speak them. */
export function probeDeprecatedTls(
  pinned: PinnedTarget,
  port: number,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    const socket = tls.connect({
      ...lenientTls,
      host: pinned.address,
      port,
      maxVersion: "TLSv1.1",
      ...(isIP(pinned.target.host) === 0 && { servername: pinned.target.host }),
    });
    const finish = (version: string | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(version);
    };
    const onAbort = () => finish(null);
    // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect that time-out unfired.
    const timer = setTimeout(onAbort, timeoutSeconds * 1_000);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("secureConnect", () => finish(socket.getProtocol()));
    socket.once("error", () => finish(null));
    socket.once("close", () => finish(null));
  });
}
