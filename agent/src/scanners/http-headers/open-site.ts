/** Finds the page that a target stands for: tries HTTPS before HTTP where the target names no scheme, and follows redirects on the same host only. */
import type { ParsedTarget } from "@/lib/domain/target/parse-target";
import { printableLine } from "../evidence";
import { RequestFailure, type WebClient, type WebResponse } from "./web-client";

const maxRedirects = 5;

export function startUrls(target: ParsedTarget): URL[] {
  const host = target.hostKind === "ipv6" ? `[${target.host}]` : target.host;
  const authority = target.port === null ? host : `${host}:${target.port}`;
  const schemes = target.scheme === null ? ["https", "http"] : [target.scheme];
  return schemes.map((scheme) => new URL(`${scheme}://${authority}${target.path}`));
}

/** Answers from the first address that speaks to the last redirect on this host; throws the last failure when none speaks. */
export async function openSite(
  urls: readonly URL[],
  client: WebClient,
  log: (line: string) => void,
): Promise<[WebResponse, ...WebResponse[]]> {
  let failure = new RequestFailure("the target has no address to ask");
  for (const url of urls) {
    try {
      return await followRedirects(await client.get(url), client, log);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function followRedirects(
  first: WebResponse,
  client: WebClient,
  log: (line: string) => void,
): Promise<[WebResponse, ...WebResponse[]]> {
  const responses: [WebResponse, ...WebResponse[]] = [first];
  let last = first;
  while (responses.length <= maxRedirects) {
    const next = redirectTarget(last);
    if (next === null) break;
    if (next.hostname !== first.url.hostname) {
      log(`Redirect to another host is not followed: ${printableLine(next.origin)}`);
      break;
    }
    last = await client.get(next);
    responses.push(last);
  }
  return responses;
}

export function redirectTarget(response: WebResponse): URL | null {
  const { location } = response.headers;
  if (response.status < 300 || response.status >= 400 || location === undefined) return null;
  try {
    const next = new URL(location, response.url);
    next.hash = "";
    next.username = "";
    next.password = "";
    return next.protocol === "http:" || next.protocol === "https:" ? next : null;
  } catch {
    return null;
  }
}
