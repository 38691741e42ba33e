import { createHash } from "node:crypto";
import type { ReportFindingsAnswer, ReportFindingsBody } from "@/lib/contracts/agent-protocol";
import type { ReportedFinding } from "@/lib/contracts/finding";
import { insertEvent } from "@/lib/db/events/insert-event";
import { type SeenFinding, upsertFindings } from "@/lib/db/findings/upsert-findings";
import { findAttempt } from "@/lib/db/queue/find-attempt";
import { transaction } from "@/lib/db/transaction";
import { type FingerprintParts, fingerprintText } from "@/lib/domain/finding/fingerprint";
import { LATE_LOG_SECONDS } from "@/lib/domain/job/lease";
import { isToolName, TOOLS } from "@/lib/domain/tool/tools";
import { wake } from "@/lib/live/wake-hub";
import { fence, type JobContext, staleAttempt } from "@/lib/services/agent-protocol/job-context";

/**
 * Findings of a live attempt, or of one that ended within five minutes. Identity is the fingerprint, computed here from
 * the job's own tenant, target and tool: an agent can neither invent them nor report into another tenant.
 */
export async function reportFindings(
  ctx: JobContext,
  jobId: string,
  body: ReportFindingsBody,
): Promise<ReportFindingsAnswer> {
  const key = fence(ctx, jobId, body.attempt);
  const findingsCount = await transaction(ctx.db, async (tx) => {
    const attempt = await findAttempt(tx, key, "lock");
    const isOver = attempt?.outcome === "lost" || (attempt?.endedSecondsAgo ?? 0) > LATE_LOG_SECONDS;
    if (attempt === null || isOver) throw staleAttempt(body.attempt);
    const { tenantId, target, tool } = attempt;
    const toolFamily = isToolName(tool) ? TOOLS[tool].family : tool;
    const seen = new Map(
      body.findings.map((finding) => {
        const fingerprint = fingerprintOf({
          tenantId,
          target,
          toolFamily,
          ruleId: finding.rule_id,
          location: finding.location,
          ruleKey: finding.rule_key,
        });
        return [fingerprint, toSeen(finding, fingerprint)];
      }),
    );
    const count = await upsertFindings(tx, { tenantId, jobId, attempt: body.attempt, target, toolFamily }, [
      ...seen.values(),
    ]);
    await insertEvent(tx, {
      tenantId,
      type: "job.findings",
      subjectType: "job",
      subjectId: jobId,
      data: { findings_count: count },
    });
    return count;
  });
  wake("events");
  return { accepted: body.findings.length, findings_count: findingsCount };
}

function fingerprintOf(parts: FingerprintParts): string {
  return createHash("sha256").update(fingerprintText(parts)).digest("hex");
}

function toSeen(finding: ReportedFinding, fingerprint: string): SeenFinding {
  return {
    fingerprint,
    ruleId: finding.rule_id,
    location: finding.location,
    title: finding.title,
    description: finding.description,
    severity: finding.severity,
    confidence: finding.confidence,
    cwe: finding.cwe,
    cve: finding.cve,
    evidence: finding.evidence,
    remediation: finding.remediation ?? null,
    references: finding.references,
  };
}
