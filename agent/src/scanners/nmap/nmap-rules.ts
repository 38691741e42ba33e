import { findingMaker, type Rule, rule } from "../rule";
import { tlsRules } from "../tls-rules";

const rules = {
  ...tlsRules,
  "open-port": rule(
    "info",
    "high",
    [],
    "A port is open",
    "Something accepts connections at this port. An entry of the inventory, not a fault.",
    "Close the port if nobody needs it.",
  ),
  "weak-tls-ciphers": rule(
    "medium",
    "high",
    ["CWE-327"],
    "The TLS configuration gets a poor grade",
    "At least one accepted cipher suite is graded C or worse.",
    "Accept TLS 1.2 and later with forward secrecy only.",
  ),
  "exposed-repository": rule(
    "high",
    "high",
    ["CWE-527"],
    "A git repository is exposed",
    "The repository's internal files can be downloaded over the web.",
    "Do not deploy the folder, or deny access to it.",
  ),
  "missing-hsts": rule(
    "low",
    "high",
    ["CWE-319"],
    "Strict-Transport-Security is missing",
    "The site answers over HTTPS but does not tell browsers to stay there.",
    "Send Strict-Transport-Security with a max-age of at least six months.",
  ),
  "version-disclosure": rule(
    "info",
    "low",
    ["CWE-200"],
    "The Server header names a software version",
    "The header names a product and version. Banners can be wrong; take it as a hint only.",
    "Remove the version from the header.",
  ),
  "risky-http-methods": rule(
    "low",
    "medium",
    ["CWE-650"],
    "Risky HTTP methods are offered",
    "The server says that it accepts methods which change or trace things.",
    "Switch off methods that nobody needs.",
  ),
} satisfies Record<string, Rule>;

export const findingOf = findingMaker(rules);
