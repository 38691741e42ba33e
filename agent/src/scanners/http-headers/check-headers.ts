import type { ScannerFinding } from "../scanner";
import { findingOf, type RuleId } from "./rules";
import type { WebResponse } from "./web-client";

const sixMonthsSeconds = 15_552_000;
const versionHeaders = ["server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator"];

/** Looks at one answer's headers. Rules that protect a page are asked of pages only, not of redirects or downloads. */
export function checkHeaders(response: WebResponse): ScannerFinding[] {
  const location = response.url.pathname;
  const header = (name: string) => [response.headers[name] ?? []].flat().join(", ");
  const findings: ScannerFinding[] = [];
  const report = (ruleId: RuleId, key: string) => {
    const value = header(key);
    findings.push(
      findingOf(ruleId, { location, key, evidence: value === "" ? `${key}: (absent)` : `${key}: ${value}` }),
    );
  };

  if (response.url.protocol === "https:") {
    const hsts = header("strict-transport-security");
    const maxAge = Number(/max-age\s*=\s*"?(\d+)/i.exec(hsts)?.[1] ?? 0);
    if (hsts === "") report("missing-hsts", "strict-transport-security");
    else if (maxAge < sixMonthsSeconds) report("weak-hsts", "strict-transport-security");
  }
  for (const name of versionHeaders) if (/\d/.test(header(name))) report("version-disclosure", name);

  const isRedirect = response.status >= 300 && response.status < 400;
  if (isRedirect) return findings;
  if (!/^nosniff$/i.test(header("x-content-type-options").split(",")[0]?.trim() ?? ""))
    report("missing-nosniff", "x-content-type-options");
  if (!/html/i.test(header("content-type"))) return findings;

  const policy = header("content-security-policy");
  if (policy === "") report("missing-csp", "content-security-policy");
  else if (allowsUnsafeScripts(policy)) report("unsafe-csp", "content-security-policy");
  if (!/^(deny|sameorigin)/i.test(header("x-frame-options").trim()) && !/frame-ancestors/i.test(policy))
    report("missing-frame-protection", "x-frame-options");
  if (header("referrer-policy") === "") report("missing-referrer-policy", "referrer-policy");
  if (header("permissions-policy") === "") report("missing-permissions-policy", "permissions-policy");
  return findings;
}

/** Script rule of a policy: `script-src`, else `default-src`. 'unsafe-inline' is void beside a nonce or hash. */
function allowsUnsafeScripts(policy: string): boolean {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().toLowerCase().split(/\s+/);
      return [name, sources] as const;
    }),
  );
  const sources = directives.get("script-src") ?? directives.get("default-src");
  if (sources === undefined) return true;
  const hasNonceOrHash = sources.some((source) => /^'(nonce|sha(256|384|512))-/.test(source));
  if (sources.includes("'unsafe-eval'")) return true;
  if (hasNonceOrHash) return false;
  return sources.some((source) => ["'unsafe-inline'", "*", "http:", "https:", "data:"].includes(source));
}
