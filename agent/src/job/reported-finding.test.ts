import fc from "fast-check";
import { expect, test } from "vitest";
import { ReportedFinding } from "@/lib/contracts/finding";
import type { ScannerFinding } from "../scanners/scanner";
import { toReportedFinding } from "./reported-finding";

const finding: ScannerFinding = {
  rule_id: "missing-hsts",
  title: "Strict-Transport-Security is missing",
  description: "Browsers may use plain HTTP.",
  severity: "medium",
  confidence: "high",
  location: "/",
  rule_key: "strict-transport-security",
  cwe: ["CWE-319"],
  cve: [],
  evidence: "GET / -> 200",
};

test("a sound finding goes through unchanged", () => {
  expect(toReportedFinding(finding)).toEqual({ ...finding, references: [] });
});

test("whatever a scanned host puts into a finding, what is reported is valid", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 6_000 });
  fc.assert(
    fc.property(
      hostile,
      hostile,
      hostile,
      fc.array(hostile, { maxLength: 3 }),
      (title, location, evidence, ids) => {
        const reported = toReportedFinding({
          ...finding,
          title,
          location,
          evidence,
          cwe: ids,
          references: ids,
        });
        if (reported === null) return;
        expect(ReportedFinding.safeParse(reported).success).toBe(true);
        expect(JSON.stringify(reported)).not.toContain("\\u0000");
        expect(reported.evidence.isWellFormed()).toBe(true);
      },
    ),
  );
});

test("a known token in the evidence is masked", () => {
  const token = `ghp_${"Ab3dE6gH".repeat(5)}`;
  expect(toReportedFinding({ ...finding, evidence: `token=${token}` })?.evidence).not.toContain(
    "Ab3dE6gHAb3d",
  );
});

test("a finding without a place or a rule is not reported", () => {
  expect(toReportedFinding({ ...finding, location: "\n" })).toBeNull();
});
