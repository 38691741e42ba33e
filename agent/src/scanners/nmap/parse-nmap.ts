import { clipEvidence, printableLine } from "../evidence";
import { childOf, childrenOf, type XmlNode } from "../read-xml";
import type { ScannerFinding } from "../scanner";
import { findingOf } from "./nmap-rules";

const dayMilliseconds = 86_400_000;

export interface NmapReport {
  /** False when nmap gave up on the host or stopped early: exit code 0 says nothing. */
  complete: boolean;
  openPorts: number[];
  findings: ScannerFinding[];
}

/** Null when the document is not a finished report about one host. Ports and scripts come in any order, so everything is sorted. */
export function parseNmap(root: XmlNode | null, host: string, now: Date): NmapReport | null {
  const finished = childOf(root, "runstats", "finished")?.attributes.exit === "success";
  const hostNode = childOf(root, "host");
  if (root?.name !== "nmaprun" || !finished || hostNode === undefined) return null;
  const isUp = childOf(hostNode, "status")?.attributes.state === "up";
  const timedOut = hostNode.attributes.timedout === "true";
  const open = childrenOf(childOf(hostNode, "ports"), "port")
    .filter(
      (port) => childOf(port, "state")?.attributes.state === "open" && port.attributes.protocol === "tcp",
    )
    .map((port) => ({ number: Number(port.attributes.portid), port }))
    .filter(({ number }) => Number.isInteger(number) && number > 0 && number < 65_536)
    .sort((a, b) => a.number - b.number);
  return {
    complete: isUp && !timedOut,
    openPorts: open.map(({ number }) => number),
    findings: open.flatMap(({ number, port }) => findingsOfPort(port, `${host}:${number}/tcp`, now)),
  };
}

function findingsOfPort(port: XmlNode, location: string, now: Date): ScannerFinding[] {
  const script = (id: string) => childrenOf(port, "script").find((node) => node.attributes.id === id);
  return [
    openPort(port, location, script("http-title")),
    ...gradeOfCiphers(script("ssl-enum-ciphers"), location),
    ...certificate(script("ssl-cert"), location, now),
    ...webScripts(script, location),
  ];
}

function openPort(port: XmlNode, location: string, title: XmlNode | undefined): ScannerFinding {
  const service = childOf(port, "service")?.attributes ?? {};
  const { name = "unknown", product, version, tunnel } = service;
  const words = [tunnel === "ssl" ? `${name} over TLS` : name, product, version].filter(
    (word) => word !== undefined,
  );
  const evidence = [`service: ${printableLine(words.join(" "))}`];
  if (title !== undefined) evidence.push(`title: ${printableLine(title.attributes.output ?? "")}`);
  return findingOf("open-port", { location, key: "tcp", evidence: evidence.join("\n") });
}

function gradeOfCiphers(script: XmlNode | undefined, location: string): ScannerFinding[] {
  if (script === undefined) return [];
  const versions = childrenOf(script, "table");
  const findings = versions.flatMap((table) => {
    const version = table.attributes.key ?? "";
    const place = { location, key: version, evidence: `${version} is accepted` };
    if (/^SSLv[23]$/.test(version)) return [findingOf("deprecated-ssl-version", place)];
    return /^TLSv1\.[01]$/.test(version) ? [findingOf("deprecated-tls-version", place)] : [];
  });
  const grade = elementOf(script, "least strength");
  if (!/^[C-F]$/.test(grade)) return findings;
  const weak = versions.flatMap((table) =>
    childrenOf(childOf(table, "table"), "table")
      .filter((cipher) => /^[C-F]$/.test(elementOf(cipher, "strength")))
      .map(
        (cipher) => `${table.attributes.key} ${elementOf(cipher, "name")}: ${elementOf(cipher, "strength")}`,
      ),
  );
  const warnings = versions.flatMap((table) =>
    childrenOf(tableOf(table, "warnings"), "elem").map((warning) => printableLine(warning.text)),
  );
  const evidence = [`least strength: ${grade}`, ...new Set(warnings), ...weak.sort()].join("\n");
  const severity = grade === "F" ? "high" : "medium";
  return [...findings, findingOf("weak-tls-ciphers", { location, key: "grade", evidence, severity })];
}

function certificate(script: XmlNode | undefined, location: string, now: Date): ScannerFinding[] {
  if (script === undefined) return [];
  const key = tableOf(script, "pubkey");
  const bits = Number(elementOf(key, "bits"));
  const endsAt = Date.parse(`${elementOf(tableOf(script, "validity"), "notAfter").replace(/Z?$/, "")}Z`);
  const place = {
    location,
    key: "certificate",
    // The fingerprints in the script's own text change with every renewal; these lines say what matters.
    evidence: clipEvidence(
      (script.attributes.output ?? "")
        .split("\n")
        .filter((line) => !/^(MD5|SHA)/.test(line))
        .join("\n"),
    ),
  };
  const findings: ScannerFinding[] = [];
  if (elementOf(key, "type") === "rsa" && bits > 0 && bits < 2_048)
    findings.push(findingOf("certificate-weak-key", place));
  if (/^(sha1|md5)/i.test(elementOf(script, "sig_algo")))
    findings.push(findingOf("certificate-weak-signature", place));
  if (endsAt < now.getTime()) findings.push(findingOf("certificate-expired", place));
  else if (endsAt - now.getTime() < 30 * dayMilliseconds)
    findings.push(findingOf("certificate-expires-soon", place));
  if (nameOf(tableOf(script, "subject")) === nameOf(tableOf(script, "issuer")))
    findings.push(findingOf("certificate-self-signed", place));
  return findings;
}

function webScripts(script: (id: string) => XmlNode | undefined, location: string): ScannerFinding[] {
  const output = (id: string) => script(id)?.attributes.output?.trim() ?? "";
  const findings: ScannerFinding[] = [];
  if (/Git repository found/i.test(output("http-git")))
    // The script prints remote addresses and descriptions of the repository, which may hold credentials.
    findings.push(
      findingOf("exposed-repository", {
        location,
        key: ".git",
        evidence: "/.git/ answers with repository files",
      }),
    );
  if (/HSTS not configured/i.test(output("http-security-headers")))
    findings.push(
      findingOf("missing-hsts", {
        location,
        key: "strict-transport-security",
        evidence: "HSTS not configured",
      }),
    );
  const banner = output("http-server-header");
  if (/\d/.test(banner))
    findings.push(
      findingOf("version-disclosure", {
        location,
        key: "server",
        evidence: `server: ${printableLine(banner)}`,
      }),
    );
  const risky = /Potentially risky methods: ([A-Z ]+)/.exec(output("http-methods"))?.[1]?.trim();
  if (risky !== undefined && risky !== "")
    findings.push(
      findingOf("risky-http-methods", { location, key: "methods", evidence: `offered: ${risky}` }),
    );
  return findings;
}

function tableOf(node: XmlNode | undefined, key: string): XmlNode | undefined {
  return childrenOf(node, "table").find((table) => table.attributes.key === key);
}

function elementOf(node: XmlNode | undefined, key: string): string {
  return childrenOf(node, "elem").find((element) => element.attributes.key === key)?.text ?? "";
}

function nameOf(table: XmlNode | undefined): string {
  return childrenOf(table, "elem")
    .map((element) => `${element.attributes.key}=${element.text}`)
    .sort()
    .join(",");
}
