/**
 * Jobs as the API shows them.
 *
 * Promise: every queued job of a page gets its reason, place and estimate from one count over all of them; the sentence
 * comes from the domain, so API, consoles and the admin's explanation agree. A job that left the queue between the two
 * reads is shown without `waiting`. Changes nothing; safe inside a transaction.
 */
import { instant } from "@/lib/contracts/field";
import type { JobView } from "@/lib/contracts/job";
import type { JobRow } from "@/lib/db/jobs/job-row";
import { listRunLengthsAcrossTenants, type RunLengthRow } from "@/lib/db/jobs/list-run-lengths";
import { listWaitingFactsAcrossTenants, type WaitingFactsRow } from "@/lib/db/jobs/list-waiting-facts";
import type { Db } from "@/lib/db/transaction";
import { effectivePriority } from "@/lib/domain/job/effective-priority";
import { explainWaiting } from "@/lib/domain/job/waiting";

/** The views of `rows`, in their order. */
export async function jobViews(db: Db, rows: readonly JobRow[]): Promise<JobView[]> {
  const waiting = await waitingByJob(
    db,
    rows.filter((row) => row.status === "queued"),
  );
  return rows.map((row) => toJobView(row, waiting.get(row.id) ?? null));
}

/** The view of one job. */
export async function jobView(db: Db, row: JobRow): Promise<JobView> {
  const waiting = row.status === "queued" ? await waitingByJob(db, [row]) : null;
  return toJobView(row, waiting?.get(row.id) ?? null);
}

async function waitingByJob(db: Db, queued: readonly JobRow[]): Promise<Map<string, JobView["waiting"]>> {
  if (queued.length === 0) return new Map();
  const ids = queued.map((row) => row.id);
  const facts = new Map((await listWaitingFactsAcrossTenants(db, ids)).map((row) => [row.jobId, row]));
  const lengths = new Map((await listRunLengthsAcrossTenants(db)).map((row) => [row.tool, row]));
  return new Map(
    queued.flatMap((row) => {
      const counted = facts.get(row.id);
      return counted ? [[row.id, toWaitingView(row, counted, lengths.get(row.tool))] as const] : [];
    }),
  );
}

function toWaitingView(
  { tool, capabilities, selectionMode }: JobRow,
  facts: WaitingFactsRow,
  lengths: RunLengthRow | undefined,
): JobView["waiting"] {
  const { reason, message, position, tenantPosition, estimatedStart } = explainWaiting({
    ...facts,
    tool,
    capabilities,
    selectionMode,
    runSecondsP50: lengths?.p50Seconds ?? null,
    runSecondsP90: lengths?.p90Seconds ?? null,
  });
  const inSeconds = (seconds: number) => instant(new Date(facts.at.getTime() + seconds * 1000));
  return {
    reason,
    message,
    position,
    tenant_position: tenantPosition,
    estimated_start: estimatedStart && {
      p50: inSeconds(estimatedStart.p50Seconds),
      p90: inSeconds(estimatedStart.p90Seconds),
    },
  };
}

function toJobView(row: JobRow, waiting: JobView["waiting"]): JobView {
  const { agentId, agentName, agentTier } = row;
  return {
    id: row.id,
    tenant_id: row.tenantId,
    number: row.number,
    kind: row.kind,
    tool: row.tool,
    target: row.target,
    profile: row.profile,
    options: row.options,
    capabilities: row.capabilities,
    region: row.region,
    priority: row.priority,
    priority_base: row.priorityBase,
    effective_priority: effectivePriority(row.priorityBase, row.waitedSeconds),
    tier_requested: row.tierRequested,
    tier_max: row.tierMax,
    tier_downgraded: row.tierDowngraded,
    selection_mode: row.selectionMode,
    status: row.status,
    failure_reason: row.failureReason,
    attempt: row.attempt,
    max_attempts: row.maxAttempts,
    waiting,
    waited: row.waited,
    agent:
      agentId && agentName && agentTier
        ? { id: agentId, name: agentName, tier: agentTier, is_platform_agent: row.isPlatformAgent }
        : null,
    timeout_seconds: row.timeoutSeconds,
    queued_at: instant(row.queuedAt),
    assigned_at: instant(row.assignedAt),
    started_at: instant(row.startedAt),
    finished_at: instant(row.finishedAt),
    cancel_requested_at: instant(row.cancelRequestedAt),
    progress: row.progress,
    progress_message: row.progressMessage,
    exit_code: row.exitCode,
    error: row.error,
    findings_count: row.findingsCount,
    log: { bytes: row.logBytes, complete: row.logComplete },
    retry_of_job_id: row.retryOfJobId,
    submitted_by: row.submittedBy,
  };
}
