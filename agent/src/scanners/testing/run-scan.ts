import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runProcess } from "../../runner/run-process";
import type { ScanContext, Scanner, ScannerFinding, ScanOutcome } from "../scanner";
import { createTargetPolicy } from "../target-policy";

export interface ScanRequest {
  target: string;
  archivePath?: string;
  profile?: string;
  options?: unknown;
  allowCidrs?: string[];
  signal?: AbortSignal;
  onLog?: (log: string) => void;
}

export interface ScanRecord {
  outcome: ScanOutcome;
  findings: ScannerFinding[];
  log: string;
  progress: number[];
}

/** Runs a scanner as the agent's core does, with a work folder of its own and the loopback allowed, and keeps everything it said. */
export async function runScan<Options>(scanner: Scanner<Options>, request: ScanRequest): Promise<ScanRecord> {
  const parsed = scanner.parseOptions(request.profile ?? null, request.options);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const workDir = await mkdtemp(path.join(tmpdir(), "muster-scan-"));
  const record = { findings: [] as ScannerFinding[], log: "", progress: [] as number[] };
  const context: ScanContext<Options> = {
    target: request.target,
    archivePath: request.archivePath,
    options: parsed.value,
    workDir,
    signal: request.signal ?? new AbortController().signal,
    log: (_stream, bytes) => {
      record.log += bytes.toString();
      request.onLog?.(record.log);
    },
    progress: (percent) => void record.progress.push(percent),
    finding: (finding) => void record.findings.push(finding),
    policy: createTargetPolicy({ allowCidrs: request.allowCidrs ?? ["127.0.0.0/8"] }),
    spawn: (run) => runProcess({ ...run, graceSeconds: 1 }),
  };
  try {
    const outcome = await scanner.run(context);
    return { outcome, ...record };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** `rule@location#key` of each finding, sorted: what its fingerprint is made of. */
export function identities(findings: readonly ScannerFinding[]): string[] {
  return findings.map((finding) => `${finding.rule_id}@${finding.location}#${finding.rule_key}`).sort();
}
