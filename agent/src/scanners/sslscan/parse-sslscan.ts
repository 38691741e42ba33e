import { printableLine } from "../evidence";
import { childOf, childrenOf, type XmlNode } from "../read-xml";
import { findingMaker } from "../rule";
import type { ScannerFinding } from "../scanner";
import { tlsRules } from "../tls-rules";

const findingOf = findingMaker(tlsRules);
const dayMilliseconds = 86_400_000;

export type SslscanReport = { ok: true; findings: ScannerFinding[] } | { ok: false; message: string };

/** sslscan exits with 0 whatever happened; only the document tells. */
export function parseSslscan(root: XmlNode | null, location: string, now: Date): SslscanReport {
  const error = childOf(root, "error") ?? childOf(root, "ssltest", "error");
  if (error !== undefined) return { ok: false, message: printableLine(error.text) };
  const test = childOf(root, "ssltest");
  if (root?.name !== "document" || test === undefined)
    return { ok: false, message: "sslscan left no report." };
  const accepted = childrenOf(test, "cipher").filter((cipher) => cipher.attributes.status !== "rejected");
  if (accepted.length === 0 && !childrenOf(test, "protocol").some(isEnabled))
    return { ok: false, message: "The port does not speak TLS." };
  return {
    ok: true,
    findings: [
      ...protocols(test, location),
      ...ciphers(accepted, location),
      ...flaws(test, location),
      ...childrenOf(childOf(test, "certificates"), "certificate").flatMap((node) =>
        certificate(node, location, now),
      ),
    ],
  };
}

const isEnabled = (node: XmlNode) => node.attributes.enabled === "1";

function protocols(test: XmlNode, location: string): ScannerFinding[] {
  return childrenOf(test, "protocol")
    .filter(isEnabled)
    .flatMap(({ attributes: { type, version } }) => {
      const key = `${type === "ssl" ? "SSLv" : "TLSv"}${version}`;
      const place = { location, key, evidence: `${key} is accepted` };
      if (type === "ssl") return [findingOf("deprecated-ssl-version", place)];
      return version === "1.0" || version === "1.1" ? [findingOf("deprecated-tls-version", place)] : [];
    });
}

/** One finding a kind, not one a suite: the suites of a kind go together and are listed in the evidence. */
function ciphers(accepted: XmlNode[], location: string): ScannerFinding[] {
  const kinds = new Map<Parameters<typeof findingOf>[0], string[]>();
  for (const { attributes } of accepted) {
    const kind = kindOf(attributes.strength ?? "", attributes.cipher ?? "", Number(attributes.bits));
    if (kind === null) continue;
    kinds.set(kind, [
      ...(kinds.get(kind) ?? []),
      `${attributes.sslversion} ${attributes.cipher} (${attributes.bits} bits)`,
    ]);
  }
  return [...kinds].map(([kind, suites]) =>
    findingOf(kind, {
      location,
      key: kind,
      evidence: suites
        .sort()
        .map((suite) => printableLine(suite))
        .join("\n"),
    }),
  );
}

function kindOf(strength: string, cipher: string, bits: number): Parameters<typeof findingOf>[0] | null {
  if (strength === "anonymous" || /^(ADH|AECDH)-|_anon_/i.test(cipher)) return "unauthenticated-cipher";
  if (strength === "null" || /NULL/.test(cipher)) return "unencrypted-cipher";
  if (/EXP(ORT)?[-_1]/.test(cipher)) return "export-cipher";
  const isWeak = strength === "weak" || /RC4|RC2|DES|IDEA|MD5/.test(cipher) || (bits > 0 && bits < 112);
  return isWeak ? "weak-cipher" : null;
}

function flaws(test: XmlNode, location: string): ScannerFinding[] {
  const findings: ScannerFinding[] = [];
  const bleeding = childrenOf(test, "heartbleed").filter((node) => node.attributes.vulnerable === "1");
  if (bleeding.length > 0) {
    const evidence = bleeding.map((node) => `vulnerable over ${node.attributes.sslversion}`).join("\n");
    findings.push(findingOf("heartbleed", { location, key: "heartbleed", evidence, cve: ["CVE-2014-0160"] }));
  }
  if (childOf(test, "compression")?.attributes.supported === "1")
    findings.push(
      findingOf("tls-compression", {
        location,
        key: "compression",
        evidence: "TLS compression is offered",
        cve: ["CVE-2012-4929"],
      }),
    );
  const renegotiation = childOf(test, "renegotiation")?.attributes;
  if (renegotiation?.supported === "1" && renegotiation.secure === "0")
    findings.push(
      findingOf("insecure-renegotiation", {
        location,
        key: "renegotiation",
        evidence: "renegotiation without RFC 5746",
        cve: ["CVE-2009-3555"],
      }),
    );
  return findings;
}

function certificate(node: XmlNode, location: string, now: Date): ScannerFinding[] {
  const text = (name: string) => childOf(node, name)?.text ?? "";
  const key = childOf(node, "pk")?.attributes ?? {};
  const bits = Number(key.bits);
  const endsAt = Date.parse(text("not-valid-after"));
  const place = {
    location,
    key: "certificate",
    evidence: [
      `subject: ${printableLine(text("subject"))}`,
      `issuer: ${printableLine(text("issuer"))}`,
      `valid until: ${printableLine(text("not-valid-after"))}`,
      `key: ${printableLine(`${key.type} ${key.bits}`)}`,
      `signature: ${printableLine(text("signature-algorithm"))}`,
    ].join("\n"),
  };
  const findings: ScannerFinding[] = [];
  if (key.type === "RSA" && bits > 0 && bits < 2_048) findings.push(findingOf("certificate-weak-key", place));
  if (/^(sha1|md5)/i.test(text("signature-algorithm")))
    findings.push(findingOf("certificate-weak-signature", place));
  if (text("expired") === "true" || endsAt < now.getTime())
    findings.push(findingOf("certificate-expired", place));
  else if (endsAt - now.getTime() < 30 * dayMilliseconds)
    findings.push(findingOf("certificate-expires-soon", place));
  if (text("self-signed") === "true") findings.push(findingOf("certificate-self-signed", place));
  return findings;
}
