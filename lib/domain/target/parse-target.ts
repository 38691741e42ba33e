/**
 * Reads what a tenant typed as a target: a URL, a host, or host:port.
 *
 * Promise: pure; one host always, never a list, a range or a flag. The host is given back canonical (lower case, punycode, no brackets, no final dot)
 * and is either a name or a plain address, so no two readers can disagree about where it leads.
 * Failure: an answer with one sentence for the submitter.
 */
import { parseAddress } from "./target-address";

export interface ParsedTarget {
  kind: "url" | "host" | "host_port";
  scheme: "http" | "https" | null;
  host: string;
  hostKind: "name" | "ipv4" | "ipv6";
  port: number | null;
  /** Path and query of a URL, "/" otherwise; never a fragment. */
  path: string;
}

export type TargetParsing = { ok: true; target: ParsedTarget } | { ok: false; message: string };

const maxTargetLength = 2_048;

export function parseTarget(raw: string): TargetParsing {
  const text = raw.trim();
  if (text === "") return refuse("A target is needed: a URL, a host or host:port.");
  if (text.length > maxTargetLength) return refuse(`A target has at most ${maxTargetLength} characters.`);
  if (hasForbiddenCharacter(text))
    return refuse("A target holds no spaces, control characters or backslashes.");
  const url = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^#]*)/.exec(text);
  if (url === null) return parseAuthority(text, null, "/");
  const scheme = (url[1] ?? "").toLowerCase();
  if (scheme !== "http" && scheme !== "https") return refuse("A URL starts with http:// or https://.");
  return parseAuthority(url[2] ?? "", scheme, canonicalPath(url[3] ?? ""));
}

function parseAuthority(authority: string, scheme: "http" | "https" | null, path: string): TargetParsing {
  if (authority.includes("@")) return refuse("A target holds no user name or password.");
  if (/[/?#,]/.test(authority))
    return refuse("A target is one host: no range, no list, no path without http://.");
  const split = splitPort(authority, scheme === null);
  if (split === null)
    return refuse("The port is a number from 1 to 65535; an IPv6 address stands in brackets.");
  const host = canonicalHost(split.host);
  if (host === null)
    return refuse(
      "The host is neither a name nor an address in its usual notation (no octal, hex or short form).",
    );
  const kind = scheme !== null ? "url" : split.port !== null ? "host_port" : "host";
  return { ok: true, target: { kind, scheme, ...host, port: split.port, path } };
}

function splitPort(authority: string, mayBeBare: boolean): { host: string; port: number | null } | null {
  // Outside a URL an IPv6 address may stand without brackets when no port follows.
  if (mayBeBare && parseAddress(authority)?.family === 6) return { host: `[${authority}]`, port: null };
  const match = /^(\[[^\][]*\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(authority);
  if (match === null) return null;
  const port = match[2] === undefined ? null : Number(match[2]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { host: match[1] ?? "", port };
}

function canonicalHost(text: string): Pick<ParsedTarget, "host" | "hostKind"> | null {
  if (text.startsWith("[")) {
    const inner = text.slice(1, -1);
    if (parseAddress(inner)?.family !== 6) return null;
    return { host: hostnameOf(text)?.slice(1, -1) ?? inner.toLowerCase(), hostKind: "ipv6" };
  }
  if (parseAddress(text)?.family === 4) return { host: text, hostKind: "ipv4" };
  // The URL standard reads "0x7f.1", "2130706433", "１２７.1" or "%31" as something else than they look: only what stays itself is a name.
  const host = hostnameOf(text)?.replace(/\.$/, "");
  if (host === undefined || host.length > 253 || parseAddress(host) !== null) return null;
  const labels = host.split(".");
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return null;
  // No top-level domain is made of digits; scanners read "1.2.3.4-9" as a range.
  if (/^([\d-]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "")) return null;
  return { host, hostKind: "name" };
}

function hostnameOf(host: string): string | undefined {
  if (host.includes("%")) return undefined;
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return undefined;
  }
}

function canonicalPath(rest: string): string {
  try {
    const url = new URL(`http://host${rest.startsWith("/") ? "" : "/"}${rest}`);
    return url.pathname + url.search;
  } catch {
    return "/";
  }
}

function hasForbiddenCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0x20 || code === 0x7f || character === "\\") return true;
    if (code >= 0xd800 && code <= 0xdfff) return true;
  }
  return false;
}

function refuse(message: string): TargetParsing {
  return { ok: false, message };
}
