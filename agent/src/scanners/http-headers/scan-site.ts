/**
 * The checks of one site, in order of their worth, so that a cancelled run has shown the most important already.
 *
 * Promise: findings are handed over as they are made; answers whether every planned request was answered.
 * Failure: the first request's failure is thrown (`RequestFailure`); later ones are logged and make the scan incomplete, and a target that has stopped
 * answering altogether ends it.
 */
import { randomUUID } from "node:crypto";
import type { HttpHeadersOptions } from "@/lib/contracts/scan-options/http-headers";
import type { ScanContext, ScannerFinding } from "../scanner";
import type { PinnedTarget } from "../target-policy";
import { checkCertificate } from "./check-certificate";
import { checkCookies } from "./check-cookies";
import { checkCors, foreignOrigin } from "./check-cors";
import { checkHeaders } from "./check-headers";
import { checkDirectoryListing } from "./check-page-body";
import {
  describeExposedFile,
  type ExposedFile,
  quickExposedFiles,
  standardExposedFiles,
} from "./exposed-files";
import { openSite, redirectTarget, startUrls } from "./open-site";
import { probeDeprecatedTls } from "./probe-deprecated-tls";
import { findingOf } from "./rules";
import { RequestFailure, type WebClient, type WebResponse } from "./web-client";

type Step = () => Promise<ScannerFinding[]>;

const listedFolders = ["backup/", "files/", "images/", "static/", "uploads/"];
const failuresInARow = 4;

export async function scanSite(
  context: ScanContext<HttpHeadersOptions>,
  pinned: PinnedTarget,
  client: WebClient,
): Promise<{ complete: boolean }> {
  const log = (line: string) => context.log("stdout", `${line}\n`);
  const responses = await openSite(startUrls(pinned.target), client, log);
  const page = responses[responses.length - 1] ?? responses[0];
  reportAll(context, [
    ...responses.flatMap((response) => [...checkHeaders(response), ...checkCookies(response)]),
  ]);
  reportAll(context, [...checkPlainHttp(responses[0]), ...checkDirectoryListing(page), ...checkTls(page)]);

  const steps = planSteps(context.options, pinned, client, page, context.signal);
  let failures = 0;
  let failedInARow = 0;
  for (const [index, step] of steps.entries()) {
    if (context.signal.aborted) return { complete: false };
    context.progress(Math.round(((index + 1) / (steps.length + 1)) * 100));
    try {
      reportAll(context, await step());
      failedInARow = 0;
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      failures += 1;
      failedInARow += 1;
      if (failedInARow >= failuresInARow) throw new RequestFailure("the target stopped answering");
    }
  }
  return { complete: failures === 0 };
}

function reportAll(context: ScanContext<HttpHeadersOptions>, findings: ScannerFinding[]): void {
  const seen = new Set<string>();
  for (const finding of findings) {
    const identity = JSON.stringify([finding.rule_id, finding.location, finding.rule_key]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    context.finding(finding);
    context.log(
      "stdout",
      `[${finding.severity}] ${finding.rule_id} at ${finding.location} (${finding.rule_key})\n`,
    );
  }
}

function planSteps(
  options: HttpHeadersOptions,
  pinned: PinnedTarget,
  client: WebClient,
  page: WebResponse,
  signal: AbortSignal,
): Step[] {
  const isQuick = options.profile === "quick";
  const roots = [...new Set([new URL("/", page.url).href, new URL(".", page.url).href])];
  // Asked once, before the files: what this site answers for a path that cannot exist.
  let missing: WebResponse | null = null;
  const steps: Step[] = [
    async () => {
      missing = await client.get(new URL(`/${randomUUID()}`, page.url));
      return [];
    },
  ];
  for (const root of roots)
    for (const file of isQuick ? quickExposedFiles : standardExposedFiles)
      steps.push(async () => checkExposedFile(file, await client.get(new URL(file.path, root)), missing));
  for (const path of options.paths_extra)
    steps.push(async () => checkExtraPath(path, await client.get(new URL(path, page.url)), missing));
  if (isQuick) return steps;

  steps.push(async () => checkCors(await client.get(page.url, { origin: foreignOrigin })));
  for (const root of roots)
    for (const folder of listedFolders)
      steps.push(async () => checkDirectoryListing(await client.get(new URL(folder, root))));
  if (page.url.protocol === "https:") {
    steps.push(async () => {
      const port = page.url.port === "" ? 443 : Number(page.url.port);
      const version = await probeDeprecatedTls(pinned, port, options.request_timeout_seconds, signal);
      return version === null
        ? []
        : [
            findingOf("deprecated-tls-version", {
              location: tlsLocation(page.url),
              key: "protocol",
              evidence: `agreed on ${version}`,
            }),
          ];
    });
    if (page.url.port === "") steps.push(() => checkPlainTwin(page.url, client));
  }
  return steps;
}

function checkTls(page: WebResponse): ScannerFinding[] {
  return page.certificate === null
    ? []
    : checkCertificate(page.certificate, tlsLocation(page.url), new Date());
}

function tlsLocation(url: URL): string {
  return `${url.hostname}:${url.port === "" ? 443 : url.port}/tcp`;
}

function checkPlainHttp(response: WebResponse): ScannerFinding[] {
  if (response.url.protocol !== "http:" || redirectTarget(response)?.protocol === "https:") return [];
  const evidence = `${response.url.href} answered ${response.status} without a redirect to https`;
  return [findingOf("plain-http", { location: response.url.pathname, key: "http", evidence })];
}

/** The same site on port 80: closed is fine, a redirect is fine, a page is not. */
async function checkPlainTwin(url: URL, client: WebClient): Promise<ScannerFinding[]> {
  try {
    return checkPlainHttp(await client.get(new URL(`http://${url.hostname}/`)));
  } catch (error) {
    if (error instanceof RequestFailure) return [];
    throw error;
  }
}

function checkExposedFile(
  file: ExposedFile,
  response: WebResponse,
  missing: WebResponse | null,
): ScannerFinding[] {
  if (response.status !== 200 || !file.confirms(response.body)) return [];
  // A site that answers every path with such a content exposes nothing by it.
  if (missing?.status === 200 && file.confirms(missing.body)) return [];
  const location = response.url.pathname;
  const evidence = `GET ${location} -> 200\n${describeExposedFile(file.rule, response.body)}`;
  return [findingOf(file.rule, { location, key: file.path, evidence })];
}

function checkExtraPath(path: string, response: WebResponse, missing: WebResponse | null): ScannerFinding[] {
  const isSameAsMissing = missing?.status === 200 && missing.body.equals(response.body);
  if (response.status !== 200 || isSameAsMissing) return [];
  const evidence = `GET ${path} -> 200, ${response.body.length} bytes read`;
  return [findingOf("exposed-path", { location: response.url.pathname, key: path, evidence })];
}
