/**
 * Looks for secrets in an uploaded archive, with secretlint's recommended rules.
 *
 * Promise: the archive is never written to disk, no configuration or comment in it has a say, no secret leaves the agent unmasked.
 */
import { access } from "node:fs/promises";
import { type SecretsOptions, secretsOptions, secretsProfiles } from "@/lib/contracts/scan-options/secrets";
import { printableLine } from "../evidence";
import { readOptions } from "../read-options";
import type { ScanContext, Scanner, ScanOutcome } from "../scanner";
import { decodeText } from "./decode-text";
import { ArchiveFailure, readArchive } from "./read-archive";
import { findingsOf, suppressionFinding } from "./secret-findings";
import { createSecretLinter, type SecretLinter, workerFile } from "./secret-linter";

const maxFindings = 2_000;
const loggedSkips = 200;

export const secretsScanner: Scanner<SecretsOptions> = {
  tool: "secrets",
  family: "secrets",
  async probe() {
    try {
      await access(workerFile);
      return { name: "secrets", version: "1.0.0" };
    } catch {
      return null;
    }
  },
  parseOptions(profile, options) {
    return readOptions(secretsProfiles, "standard", secretsOptions, profile, options);
  },
  async run(context) {
    const { archivePath } = context;
    if (archivePath === undefined)
      return failed("archive_missing", "This scan needs an uploaded archive as its target.");
    const linter = createSecretLinter();
    const stop = () => void linter.close();
    context.signal.addEventListener("abort", stop, { once: true });
    try {
      const outcome = await scanArchive(context, archivePath, linter);
      return context.signal.aborted ? { status: "cancelled", exit_code: null, complete: false } : outcome;
    } finally {
      context.signal.removeEventListener("abort", stop);
      await linter.close();
    }
  },
};

async function scanArchive(
  context: ScanContext<SecretsOptions>,
  archivePath: string,
  linter: SecretLinter,
): Promise<ScanOutcome> {
  const tally = { files: 0, binary: 0, skipped: 0, findings: 0, complete: true };
  const skip = (path: string, reason: string, harmless: boolean) => {
    tally.skipped += 1;
    tally.complete &&= harmless;
    if (tally.skipped <= loggedSkips)
      context.log("stderr", `skipped ${printableLine(path)}: ${printableLine(reason)}\n`);
  };
  try {
    for await (const { path, content, position } of readArchive(archivePath, skip)) {
      if (context.signal.aborted) break;
      context.progress(Math.min(99, Math.floor(position * 100)));
      const text = decodeText(content);
      if (text === null) {
        tally.binary += 1;
        continue;
      }
      tally.files += 1;
      await scanFile(context, path, text, linter, tally, skip);
    }
  } catch (error) {
    if (error instanceof ArchiveFailure) return failed(error.code, error.message);
    const reason = error instanceof Error ? error.message : String(error);
    return failed("linter_failed", `The rules could not be run: ${printableLine(reason)}`);
  }
  const { files, binary, skipped, findings, complete } = tally;
  context.log(
    "stdout",
    `${files} text files scanned, ${binary} binary files left out, ${skipped} entries skipped, ${findings} findings\n`,
  );
  context.progress(100);
  return { status: "succeeded", exit_code: null, complete };
}

async function scanFile(
  context: ScanContext<SecretsOptions>,
  path: string,
  text: string,
  linter: SecretLinter,
  tally: { findings: number; complete: boolean },
  skip: (path: string, reason: string, harmless: boolean) => void,
): Promise<void> {
  const hits = await linter.lint(path, text);
  if (context.signal.aborted) return;
  if (hits === null) return skip(path, "the rules took too long or failed on it", false);
  const suppressed = suppressionFinding(path, text);
  const findings = [...findingsOf(path, text, hits), ...(suppressed === null ? [] : [suppressed])];
  for (const finding of findings) {
    tally.findings += 1;
    if (tally.findings > maxFindings) {
      tally.complete = false;
      if (tally.findings === maxFindings + 1)
        context.log("stderr", `only the first ${maxFindings} findings are kept\n`);
      continue;
    }
    context.finding(finding);
    context.log(
      "stdout",
      `[${finding.severity}] ${finding.rule_id} in ${printableLine(finding.location)}, ${printableLine(finding.evidence)}\n`,
    );
  }
}

function failed(code: string, message: string): ScanOutcome {
  return { status: "failed", exit_code: null, error: { code, message }, complete: false };
}
