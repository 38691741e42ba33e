import { createHash } from "node:crypto";
import { clipEvidence, maskValue, printable } from "../evidence";
import type { ScannerFinding } from "../scanner";
import type { LintHit } from "./lint-protocol";

/** A stolen key of these opens a whole account or host. */
const criticalRules = ["aws", "gcp", "privatekey"];
const suppression = /secretlint-disable(-next-line|-line)?\b/g;

/** Findings of one file, in the order of the text. */
export function findingsOf(path: string, text: string, hits: readonly LintHit[]): ScannerFinding[] {
  const occurrences = new Map<string, number>();
  // One rule may name one place twice, under two messages.
  const places = new Map(hits.map((hit) => [`${hit.rule} ${hit.start} ${hit.end}`, hit]));
  const ordered = [...places.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || a.rule.localeCompare(b.rule),
  );
  return ordered.map((hit) => {
    const value = text.slice(hit.start, hit.end);
    const digest = secretDigest(path, hit.rule, value);
    const occurrence = (occurrences.get(digest) ?? 0) + 1;
    occurrences.set(digest, occurrence);
    return secretFinding(path, lineOf(text, hit.start), hit, value, `${digest}:${occurrence}`);
  });
}

/**
 * The location is the file alone and the key is made of the value, so a secret that moves to another line stays the same finding, and a second copy of
 * it in the file is a finding of its own. Path and rule go into the hash too: equal secrets in two files cannot be told from the stored keys.
 */
function secretDigest(path: string, rule: string, value: string): string {
  return createHash("sha256")
    .update(JSON.stringify([path, rule, value]))
    .digest("hex")
    .slice(0, 32);
}

function secretFinding(
  path: string,
  line: number,
  hit: LintHit,
  value: string,
  ruleKey: string,
): ScannerFinding {
  return {
    rule_id: `secret-${hit.rule}`,
    title: titleOf(hit, value),
    description:
      "The archive holds what looks like a working secret. Whoever can read the files can use it, and the history keeps it.",
    severity: criticalRules.includes(hit.rule) ? "critical" : "high",
    confidence: "medium",
    location: printable(path),
    rule_key: ruleKey,
    cwe: ["CWE-798"],
    cve: [],
    evidence: clipEvidence(`line ${line}: ${showSecret(value)} (${value.length} characters)`),
    remediation: "Revoke the secret where it was issued, then remove it from the files and their history.",
    references: [
      `https://github.com/secretlint/secretlint/tree/master/packages/%40secretlint/secretlint-rule-${hit.rule}`,
    ],
  };
}

/** Messages read "found GitHub Token(...): <value>"; what stands before the value names the kind. */
function titleOf(hit: LintHit, value: string): string {
  const kind = hit.message.split(": ", 1)[0]?.replace(/^found /, "") ?? "";
  const isClean = kind !== "" && kind.length <= 80 && !kind.includes(value);
  const name = isClean ? printable(kind) : hit.rule;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} in the files`;
}

function showSecret(value: string): string {
  return /^-----BEGIN [A-Z ]+-----/.exec(value)?.[0] ?? maskValue(value);
}

/** Comments that would have silenced secretlint; they do not here, but their authors may have had a reason to hide something. */
export function suppressionFinding(path: string, text: string): ScannerFinding | null {
  const lines = [...text.matchAll(suppression)].map(
    (match) => `line ${lineOf(text, match.index)}: ${match[0]}`,
  );
  if (lines.length === 0) return null;
  return {
    rule_id: "inline-suppression",
    title: "A comment asks secret scanners to look away",
    description:
      "The file holds a comment that switches secretlint off. It was ignored; the findings of this file are listed.",
    severity: "info",
    confidence: "high",
    location: printable(path),
    rule_key: "secretlint-disable",
    cwe: [],
    cve: [],
    evidence: clipEvidence(lines.slice(0, 50).join("\n")),
    remediation: "Remove the comment; dismiss a wrong finding here, with a reason.",
  };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf("\n"); index !== -1 && index < offset; index = text.indexOf("\n", index + 1))
    line += 1;
  return line;
}
