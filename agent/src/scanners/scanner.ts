/**
 * The contract between the agent's core and a scanner.
 *
 * Promise: a scanner talks to the outside only through its context: bytes to `log`, findings to `finding`, children through `spawn`, addresses through
 * `policy`. `run` never throws for anything the target or the tool does; it answers with an outcome.
 * Assumption: `options` is the value that `parseOptions` returned, `workDir` exists, belongs to this run alone and is removed by the core afterwards.
 * Failure: a thrown error is a defect of the adapter; the core reports the job as failed.
 */
import type { Run } from "../runner/run-process";
import type { TargetPolicy } from "./target-policy";

export type Severity = "critical" | "high" | "medium" | "low" | "info";
export type Confidence = "high" | "medium" | "low";

export interface ScannerFinding {
  /** Stable kebab-case name of the rule inside the scanner's family; part of the fingerprint. */
  rule_id: string;
  title: string;
  description: string;
  severity: Severity;
  confidence: Confidence;
  /** `host:port/tcp`, a URL path, or a file path; part of the fingerprint, so it holds nothing that changes between two runs. */
  location: string;
  /** What tells two findings of one rule at one location apart (header, cookie, cipher, hash of a secret); part of the fingerprint. */
  rule_key: string;
  cwe: string[];
  cve: string[];
  /** At most 4 KiB of valid text with every secret masked. */
  evidence: string;
  remediation?: string;
  references?: string[];
}

export interface ScanOutcome {
  status: "succeeded" | "failed" | "cancelled";
  /** Exit code of the decisive child; null for a scanner that runs inside the agent. */
  exit_code: number | null;
  error?: { code: string; message: string };
  /** True only when the whole target was covered: findings of earlier runs that are absent now may then be closed. */
  complete: boolean;
}

export interface OptionError {
  /** JSON pointer into the job (`/profile`, `/options/ports`). */
  pointer: string;
  message: string;
}

export type ParsedOptions<Options> = { ok: true; value: Options } | { ok: false; errors: OptionError[] };

export interface ScanContext<Options = unknown> {
  /** As submitted: a URL, a host or host:port; for an archive only a label. */
  target: string;
  /** Local path of the downloaded archive, for scanners that read one. */
  archivePath?: string;
  options: Options;
  workDir: string;
  signal: AbortSignal;
  log(stream: "stdout" | "stderr" | "system", bytes: Buffer | string): void;
  progress(percent: number, message?: string): void;
  finding(finding: ScannerFinding): void;
  policy: TargetPolicy;
  spawn: Run;
}

export interface Scanner<Options = unknown> {
  tool: string;
  family: string;
  /** Null when the tool is not usable on this host; must settle soon after the signal aborts. */
  probe(signal: AbortSignal): Promise<{ name: string; version: string } | null>;
  parseOptions(profile: string | null, options: unknown): ParsedOptions<Options>;
  run(context: ScanContext<Options>): Promise<ScanOutcome>;
}
