/**
 * Makes a scanner's finding fit for the wire: cut to the contract's limits, control characters and broken characters replaced, secrets masked.
 *
 * Promise: what comes out is valid by the contract. Null for a finding that cannot be made valid, such as one without a rule.
 */
import { ReportedFinding } from "@/lib/contracts/finding";
import type { ScannerFinding } from "../scanners/scanner";
import { maskText } from "./mask-secrets";

const weaknessId = /^(CWE-\d{1,5}|CVE-\d{4}-\d{4,7})$/;

export function toReportedFinding(finding: ScannerFinding): ReportedFinding | null {
  const parsed = ReportedFinding.safeParse({
    rule_id: lineOf(finding.rule_id, 200),
    title: lineOf(finding.title, 300),
    description: textOf(finding.description, 4_000),
    severity: finding.severity,
    confidence: finding.confidence,
    location: lineOf(finding.location, 1_000),
    rule_key: textOf(finding.rule_key, 500),
    cwe: finding.cwe.filter((id) => weaknessId.test(id)).slice(0, 20),
    cve: finding.cve.filter((id) => weaknessId.test(id)).slice(0, 50),
    evidence: textOf(maskText(finding.evidence), 4_096),
    ...(finding.remediation === undefined ? {} : { remediation: textOf(finding.remediation, 4_000) }),
    references: (finding.references ?? [])
      .filter((url) => url.length <= 500 && URL.canParse(url))
      .slice(0, 20),
  });
  return parsed.success ? parsed.data : null;
}

function textOf(text: string, max: number): string {
  return text.replaceAll("\0", "\ufffd").slice(0, max).toWellFormed();
}

function lineOf(text: string, max: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is replaced
  return textOf(text.replace(/[\u0000-\u001f\u007f]/g, " "), max).trim();
}
