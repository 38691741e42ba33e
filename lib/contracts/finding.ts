import * as z from "zod";
import { Id, Instant, line } from "@/lib/contracts/field";
import { CONFIDENCES, FINDING_STATES, SEVERITIES } from "@/lib/domain/finding/severity";

const text = (max: number) => z.string().max(max);
const WeaknessId = z
  .string()
  .regex(/^(CWE-\d{1,5}|CVE-\d{4}-\d{4,7})$/, "must look like CWE-79 or CVE-2024-1234");

/** A finding as an agent reports it. The server adds tenant, target and tool, and computes the fingerprint. */
export const ReportedFinding = z
  .strictObject({
    rule_id: line(200),
    title: line(300),
    description: text(4000).default(""),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES),
    location: line(1000),
    rule_key: text(500).default(""),
    cwe: z.array(WeaknessId).max(20).default([]),
    cve: z.array(WeaknessId).max(50).default([]),
    evidence: text(4096).default(""),
    remediation: text(4000).optional(),
    references: z
      .array(z.url({ protocol: /^https?$/ }).max(500))
      .max(20)
      .default([]),
  })
  .meta({ id: "ReportedFinding" });
export type ReportedFinding = z.output<typeof ReportedFinding>;

/** A finding in one run, as tenants see it. */
export const FindingView = z
  .object({
    id: Id,
    fingerprint: z.string(),
    target: z.string(),
    tool: z.string(),
    rule_id: z.string(),
    location: z.string(),
    title: z.string(),
    description: z.string(),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES),
    cwe: z.array(z.string()),
    cve: z.array(z.string()),
    evidence: z.string(),
    remediation: z.string().nullable(),
    references: z.array(z.string()),
    state: z.enum(FINDING_STATES),
    is_new: z.boolean().meta({ description: "First seen by this run" }),
    first_seen_at: Instant,
    last_seen_at: Instant,
  })
  .meta({ id: "Finding" });
export type FindingView = z.infer<typeof FindingView>;
