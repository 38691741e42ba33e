import type { SubmitJobBody } from "@/lib/contracts/job";
import type { AuditEntry, AuditSource } from "@/lib/db/audit/insert-audit-entry";
import type { JobRow } from "@/lib/db/jobs/job-row";
import { newId } from "@/lib/db/new-id";
import type { NewJob } from "@/lib/db/queue/insert-jobs";
import type { AcceptedSubmit } from "@/lib/services/jobs/submit";

/** What a submit becomes: the job to insert, its row as it then stands, and the entries of the audit log. */

export function newJobOf({ submit, facts, tier, number }: AcceptedSubmit): NewJob {
  const { ctx, body, scan, retryOfJobId } = submit;
  return {
    ...tier,
    id: newId(),
    tenantId: ctx.tenantId,
    number,
    tool: body.tool,
    target: body.target,
    profile: scan.profile,
    options: scan.options,
    capabilities: wishedCapabilities(body),
    region: body.region ?? null,
    priority: body.priority,
    priorityBase: facts.priorityBase,
    selectionMode: body.selection_mode,
    maxAttempts: body.max_attempts,
    timeoutSeconds: scan.timeoutSeconds,
    retryOfJobId,
    submittedBy: ctx.actor.name,
    queuedAt: facts.at,
  };
}

/** As jobs and lanes hold them: in order and each once. */
export function wishedCapabilities({ capabilities }: Pick<SubmitJobBody, "capabilities">): string[] {
  return [...new Set(capabilities)].sort();
}

export function newJobRow(job: NewJob): JobRow {
  return {
    ...job,
    capabilities: [...job.capabilities],
    kind: "scan",
    status: "queued",
    failureReason: null,
    attempt: 1,
    waited: {},
    agentId: null,
    agentName: null,
    agentTier: null,
    isPlatformAgent: false,
    assignedAt: null,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    progress: null,
    progressMessage: null,
    exitCode: null,
    error: null,
    findingsCount: 0,
    logBytes: 0,
    logComplete: false,
    keptUntil: null,
    waitedSeconds: 0,
  };
}

export function submitAuditEntries(
  { submit: { ctx, body }, tier }: AcceptedSubmit,
  jobId: string,
): { source: AuditSource; entry: AuditEntry }[] {
  const target = { tenantId: ctx.tenantId, targetType: "job", targetId: jobId };
  const after = { tool: body.tool, target: body.target, priority: body.priority, tier_max: tier.tierMax };
  const submitted = { source: ctx, entry: { ...target, action: "job.submitted", after } };
  if (!tier.tierDowngraded) return [submitted];
  const downgraded = {
    ...target,
    action: "job.tier_downgraded",
    before: { tier: tier.tierRequested },
    after: { tier: tier.tierMax },
  };
  return [submitted, { source: ctx, entry: downgraded }];
}
