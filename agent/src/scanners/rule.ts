import { clipEvidence } from "./evidence";
import type { Confidence, ScannerFinding, Severity } from "./scanner";

/** Everything about a finding that does not depend on where it was made. */
export interface Rule {
  title: string;
  description: string;
  severity: Severity;
  confidence: Confidence;
  cwe: string[];
  remediation: string;
  references?: string[];
}

export interface Place {
  location: string;
  key: string;
  evidence: string;
  /** Where the degree differs from case to case. */
  severity?: Severity;
  cve?: string[];
}

export function rule(
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

/** A maker of findings for one scanner's catalogue; a name that is not in it does not compile. */
export function findingMaker<RuleId extends string>(catalogue: Record<RuleId, Rule>) {
  return (ruleId: RuleId, { location, key, evidence, severity, cve = [] }: Place): ScannerFinding => {
    const found = catalogue[ruleId];
    return {
      rule_id: ruleId,
      ...found,
      severity: severity ?? found.severity,
      cve,
      location,
      rule_key: key,
      evidence: clipEvidence(evidence),
    };
  };
}
