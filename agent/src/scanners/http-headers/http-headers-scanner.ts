/**
 * Looks at a web site from outside without attacking it: headers, cookies, certificate, exposed files. Needs nothing but Node.
 *
 * Promise: GET requests only, one at a time, to one pinned address; a cancelled run ends within the current request.
 */

import {
  type HttpHeadersOptions,
  httpHeadersOptions,
  httpHeadersProfiles,
} from "@/lib/contracts/scan-options/http-headers";
import { readOptions } from "../read-options";
import type { ScanContext, Scanner, ScanOutcome } from "../scanner";
import { scanSite } from "./scan-site";
import { createWebClient, RequestFailure } from "./web-client";

export const httpHeadersScanner: Scanner<HttpHeadersOptions> = {
  tool: "http-headers",
  family: "web",
  async probe() {
    return { name: "http-headers", version: "1.0.0" };
  },
  parseOptions(profile, options) {
    return readOptions(httpHeadersProfiles, "standard", httpHeadersOptions, profile, options);
  },
  async run(context) {
    const outcome = await scan(context);
    return context.signal.aborted ? { status: "cancelled", exit_code: null, complete: false } : outcome;
  },
};

async function scan(context: ScanContext<HttpHeadersOptions>): Promise<ScanOutcome> {
  const resolution = await context.policy.resolve(context.target);
  if (!resolution.ok) {
    const { code, message } = resolution;
    return { status: "failed", exit_code: null, error: { code, message }, complete: false };
  }
  const { pinned } = resolution;
  context.log(
    "system",
    `Scanning ${pinned.target.host} at ${pinned.address}, profile ${context.options.profile}\n`,
  );
  const client = createWebClient({
    pinned,
    signal: context.signal,
    timeoutSeconds: context.options.request_timeout_seconds,
    delayMilliseconds: context.options.delay_ms,
    log: (line) => context.log("stdout", `${line}\n`),
  });
  try {
    const { complete } = await scanSite(context, pinned, client);
    context.progress(100);
    return { status: "succeeded", exit_code: null, complete };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return {
      status: "failed",
      exit_code: null,
      error: {
        code: "connection_failed",
        message: `${pinned.target.host} could not be scanned: ${error.message}.`,
      },
      complete: false,
    };
  }
}
