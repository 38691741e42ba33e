import { clipEvidence } from "../evidence";
import type { Confidence, ScannerFinding, Severity } from "../scanner";

interface Rule {
  title: string;
  description: string;
  severity: Severity;
  confidence: Confidence;
  cwe: string[];
  remediation: string;
  references?: string[];
}

const headerReference = "https://owasp.org/www-project-secure-headers/";

function rule(
  severity: Severity,
  confidence: Confidence,
  cwe: string[],
  title: string,
  description: string,
  remediation: string,
  references?: string[],
): Rule {
  return { severity, confidence, cwe, title, description, remediation, ...(references && { references }) };
}

/** Every rule of this scanner. The keys are part of the fingerprint of stored findings: never rename one. */
const rules = {
  "missing-hsts": rule(
    "low",
    "high",
    ["CWE-319"],
    "Strict-Transport-Security is missing",
    "The site answers over HTTPS but does not tell browsers to stay there, so a first visit by http:// can be intercepted.",
    "Send Strict-Transport-Security with a max-age of at least six months on every HTTPS answer.",
    [headerReference],
  ),
  "weak-hsts": rule(
    "low",
    "high",
    ["CWE-319"],
    "Strict-Transport-Security is too short",
    "The header is present, but its max-age is missing, zero or below six months.",
    "Raise max-age to at least 15552000 seconds.",
    [headerReference],
  ),
  "missing-csp": rule(
    "low",
    "high",
    ["CWE-693"],
    "Content-Security-Policy is missing",
    "Without a policy the browser runs any script that an attacker manages to inject.",
    "Send a Content-Security-Policy that names the allowed script sources.",
    [headerReference],
  ),
  "unsafe-csp": rule(
    "low",
    "medium",
    ["CWE-693"],
    "Content-Security-Policy allows unsafe scripts",
    "The policy for scripts allows inline code, eval or every host, which takes most of its protection away.",
    "Replace 'unsafe-inline', 'unsafe-eval' and wildcards by nonces or hashes.",
    [headerReference],
  ),
  "missing-nosniff": rule(
    "low",
    "high",
    ["CWE-693"],
    "X-Content-Type-Options is missing",
    "Browsers may guess a content type and run an uploaded file as script.",
    "Send X-Content-Type-Options: nosniff.",
    [headerReference],
  ),
  "missing-frame-protection": rule(
    "low",
    "high",
    ["CWE-1021"],
    "The page can be framed by any site",
    "Neither X-Frame-Options nor a frame-ancestors directive is present, so the page can be used for clickjacking.",
    "Send Content-Security-Policy: frame-ancestors 'self' (or X-Frame-Options: SAMEORIGIN).",
    [headerReference],
  ),
  "missing-referrer-policy": rule(
    "info",
    "high",
    ["CWE-200"],
    "Referrer-Policy is missing",
    "How much of a page's address other sites learn is left to each browser's default.",
    "Send Referrer-Policy: strict-origin-when-cross-origin or stricter.",
    [headerReference],
  ),
  "missing-permissions-policy": rule(
    "info",
    "high",
    ["CWE-693"],
    "Permissions-Policy is missing",
    "Camera, microphone and other features are not limited for this page and its frames.",
    "Send a Permissions-Policy that switches unused features off.",
    [headerReference],
  ),
  "version-disclosure": rule(
    "info",
    "low",
    ["CWE-200"],
    "A header names a software version",
    "The header names a product and version. Banners can be wrong; take it as a hint only.",
    "Remove the version from the header.",
  ),
  "cookie-without-secure": rule(
    "medium",
    "high",
    ["CWE-614"],
    "A cookie is set without Secure",
    "The browser also sends this cookie over unencrypted connections.",
    "Add the Secure attribute.",
  ),
  "cookie-without-httponly": rule(
    "low",
    "medium",
    ["CWE-1004"],
    "A cookie is set without HttpOnly",
    "Scripts in the page can read this cookie.",
    "Add the HttpOnly attribute unless a script must read the cookie.",
  ),
  "cookie-without-samesite": rule(
    "low",
    "medium",
    ["CWE-1275"],
    "A cookie is set without SameSite",
    "Whether other sites can make the browser send this cookie is left to the browser's default.",
    "Add SameSite=Lax or SameSite=Strict.",
  ),
  "plain-http": rule(
    "medium",
    "high",
    ["CWE-319"],
    "The site is served without encryption",
    "The answer came over plain HTTP and does not redirect to HTTPS.",
    "Redirect every http:// request to https://.",
  ),
  "certificate-expired": rule(
    "high",
    "high",
    ["CWE-298"],
    "The TLS certificate has expired",
    "Browsers refuse the site or teach their users to click warnings away.",
    "Renew the certificate.",
  ),
  "certificate-not-yet-valid": rule(
    "medium",
    "high",
    ["CWE-298"],
    "The TLS certificate is not valid yet",
    "The certificate's validity begins in the future.",
    "Install a valid certificate or correct the clock that issued it.",
  ),
  "certificate-expires-soon": rule(
    "low",
    "high",
    ["CWE-298"],
    "The TLS certificate expires within 30 days",
    "The certificate ends soon; automatic renewal may have failed.",
    "Renew the certificate and check its automation.",
  ),
  "certificate-self-signed": rule(
    "medium",
    "high",
    ["CWE-295"],
    "The TLS certificate is self-signed",
    "Nobody but the server vouches for this certificate, so visitors cannot tell it from an attacker's.",
    "Install a certificate of a trusted authority.",
  ),
  "certificate-untrusted": rule(
    "medium",
    "medium",
    ["CWE-295"],
    "The TLS certificate chain is not trusted",
    "The chain does not end in an authority that this agent trusts.",
    "Send the whole chain of a trusted authority.",
  ),
  "certificate-host-mismatch": rule(
    "medium",
    "high",
    ["CWE-297"],
    "The TLS certificate is for another host",
    "The certificate does not name the scanned host.",
    "Install a certificate that names this host.",
  ),
  "certificate-weak-key": rule(
    "medium",
    "high",
    ["CWE-326"],
    "The TLS certificate has a weak key",
    "The key is shorter than 2048 bits (RSA) or 224 bits (elliptic curve).",
    "Issue a new certificate with RSA 2048 bits or P-256.",
  ),
  "deprecated-tls-version": rule(
    "low",
    "high",
    ["CWE-327"],
    "TLS 1.0 or 1.1 is accepted",
    "The server accepts a protocol version that was withdrawn in 2021 (RFC 8996).",
    "Accept TLS 1.2 and later only.",
    ["https://www.rfc-editor.org/rfc/rfc8996"],
  ),
  "cors-reflects-origin": rule(
    "medium",
    "high",
    ["CWE-942"],
    "Any origin may read answers with credentials",
    "The server repeats whatever Origin it is sent and allows credentials, so any site can read a visitor's data.",
    "Answer with Access-Control-Allow-Origin only for origins on a list.",
  ),
  "directory-listing": rule(
    "low",
    "high",
    ["CWE-548"],
    "A folder's content is listed",
    "The server shows the files of a folder to everybody.",
    "Switch automatic listings off.",
  ),
  "exposed-repository": rule(
    "high",
    "high",
    ["CWE-527"],
    "A version control folder is exposed",
    "The repository's internal files can be downloaded, often with the whole source and its history.",
    "Do not deploy the folder, or deny access to it.",
  ),
  "exposed-environment-file": rule(
    "high",
    "high",
    ["CWE-538"],
    "An environment file is exposed",
    "The file holds settings of the application, usually with passwords and keys.",
    "Remove the file from the web root and change every secret in it.",
  ),
  "exposed-configuration": rule(
    "high",
    "high",
    ["CWE-538"],
    "A configuration file is exposed",
    "The file tells how the system is built and often holds credentials.",
    "Remove the file from the web root and change every secret in it.",
  ),
  "exposed-credentials": rule(
    "critical",
    "high",
    ["CWE-538", "CWE-522"],
    "A file with credentials is exposed",
    "Private keys, password hashes or cloud credentials can be downloaded.",
    "Remove the file and revoke every credential in it.",
  ),
  "exposed-backup": rule(
    "high",
    "high",
    ["CWE-530"],
    "A backup file is exposed",
    "A copy of source code or data can be downloaded.",
    "Remove the file from the web root.",
  ),
  "exposed-diagnostics": rule(
    "medium",
    "high",
    ["CWE-200"],
    "A diagnostics page is exposed",
    "The page shows internals of the server to everybody.",
    "Limit the page to operators.",
  ),
  "exposed-path": rule(
    "info",
    "low",
    ["CWE-538"],
    "A path of the submitted list exists",
    "The path was named in this scan's options, and its answer differs from that of a path that cannot exist.",
    "Check that the path is meant to be public.",
  ),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;

export function findingOf(
  ruleId: RuleId,
  { location, key, evidence }: { location: string; key: string; evidence: string },
): ScannerFinding {
  const { references, ...fields }: Rule = rules[ruleId];
  return {
    rule_id: ruleId,
    ...fields,
    cve: [],
    location,
    rule_key: key,
    evidence: clipEvidence(evidence),
    ...(references && { references: [...references] }),
  };
}
