/**
 * Jobs as the API shows them.
 *
 * Promise: every queued job of a page gets its reason, place and estimate from one look at its tenant's own queue and
 * the process's forecast of everybody's; the sentence comes from the domain, so API, consoles and the admin's
 * explanation agree. A job that left the queue between the two reads is shown without `waiting`. Changes nothing.
 */
import type pg from "pg";
import { instant } from "@/lib/contracts/field";
import type { JobView } from "@/lib/contracts/job";
import { getWaitedSoFar } from "@/lib/db/jobs/get-waited-so-far";
import type { JobRow } from "@/lib/db/jobs/job-row";
import { listStandingsAcrossTenants, type StandingRow } from "@/lib/db/jobs/list-standings";
import type { Db } from "@/lib/db/transaction";
import { effectivePriority } from "@/lib/domain/job/effective-priority";
import { explainWaiting } from "@/lib/domain/job/waiting";
import { tenantPosition } from "@/lib/domain/queue/own-ahead";
import type { QueuedJob, QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { tierOfPriority } from "@/lib/domain/tier/tier";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";

/** The views of `rows`, in their order. */
export async function jobViews(db: pg.Pool, rows: readonly JobRow[]): Promise<JobView[]> {
  const isWaiting = rows.some((row) => row.status === "queued");
  return isWaiting ? await jobViewsBy(await queueForecast(db), db, rows) : rows.map(notWaitingView);
}

/** The view of one job. */
export async function jobView(db: pg.Pool, row: JobRow): Promise<JobView> {
  const [view] = await jobViews(db, [row]);
  return view ?? notWaitingView(row);
}

/**
 * The view with what a waiting job has waited so far, which is counted at each look: for one job, not for lists. One that
 * has just left the queue keeps the view that it had.
 */
export async function withWaitedSoFar(db: Db, view: JobView): Promise<JobView> {
  if (!view.waiting) return view;
  const found = await getWaitedSoFar(db, view.tenant_id, view.id);
  if (!found) return view;
  const waited = { ...found.earlier };
  for (const [cause, milliseconds] of Object.entries(found.present))
    waited[cause] = (waited[cause] ?? 0) + milliseconds;
  return { ...view, waited, waiting: { ...view.waiting, waited: found.present } };
}

/** The views of jobs inside a transaction, by a forecast that was there before it began. */
export async function jobViewsBy(
  forecast: QueueForecast,
  db: Db,
  rows: readonly JobRow[],
): Promise<JobView[]> {
  const ids = rows.filter((row) => row.status === "queued").map((row) => row.id);
  const standings = ids.length > 0 ? await listStandingsAcrossTenants(db, ids) : [];
  const byId = new Map(standings.map((standing) => [standing.jobId, standing]));
  return rows.map((row) => {
    const standing = byId.get(row.id);
    return standing ? queuedJobView(forecast, row, standing) : notWaitingView(row);
  });
}

type Standing = Omit<StandingRow, "jobId">;

/** The view of a job that waits: the tier by the plan as it is now, as the claim has it. No look at the database. */
export function queuedJobView(forecast: QueueForecast, row: JobRow, standing: Standing): JobView {
  const tierMax = tierOfPriority(standing.tierCeiling) ?? row.tierMax;
  const tierDowngraded = row.tierRequested !== null && row.tierRequested !== tierMax;
  return toJobView({ ...row, tierMax, tierDowngraded }, waitingView(forecast, row, standing));
}

/** The view of a job that does not wait. */
export function notWaitingView(row: JobRow): JobView {
  return toJobView(row, null);
}

type DemandRow = Pick<JobRow, "tenantId" | "tool" | "capabilities" | "selectionMode" | "queuedAt">;

/** A job as the forecast wants it. */
export function queuedJobOf(row: DemandRow, standing: Standing): QueuedJob {
  const { tenantId, tool, capabilities, selectionMode, queuedAt } = row;
  const { laneId, tierCeiling, ahead, maxConcurrent, weight, orderKey, runSeconds } = standing;
  return {
    ...{ tenantId, tool, capabilities, selectionMode, queuedAtSeconds: queuedAt.getTime() / 1000 },
    ...{ laneId, tierCeiling, ahead, maxConcurrent, weight, orderKey, runSeconds },
  };
}

/** A tier may be paused until then, and a start comes after the pause. */
const LAST_INSTANT = Date.parse("9999-12-31T23:59:59.999Z");

/** Why a job waits, from its own tenant's facts and the forecast: no look at the database. */
export function waitingView(
  forecast: QueueForecast,
  row: DemandRow,
  standing: Standing,
): NonNullable<JobView["waiting"]> {
  const job = queuedJobOf(row, standing);
  const found = forecast.forecast(job);
  const waiting = explainWaiting({
    ...job,
    backoffSeconds: standing.backoffSeconds,
    expiresInSeconds: standing.expiresInSeconds,
    matchingAgents: found.supply.agents,
    matchingAgentsOnline: found.supply.online,
    matchingAgentsPaused: found.supply.paused,
    pauses: found.supply.pauses,
    freeSlots: found.supply.freeSlots,
    freeSlotsInTurn: found.freeSlots,
    totalSlots: found.supply.slots,
    ownAgentsOnline: found.supply.ownOnline,
    ownFreeSlots: found.supply.ownFreeSlots,
    tenantRunning: standing.running,
    tenantMaxConcurrent: standing.maxConcurrent,
    tenantPosition: tenantPosition(standing.ahead),
    ownAhead: found.ownAhead,
    position: found.position,
    start: found.start,
  });
  const { reason, message, position, estimatedStart, pause } = waiting;
  const inSeconds = (seconds: number) =>
    instant(new Date(Math.min(standing.at.getTime() + seconds * 1000, LAST_INSTANT)));
  return {
    reason,
    message,
    position,
    tenant_position: waiting.tenantPosition,
    estimated_start: estimatedStart && {
      p50: inSeconds(estimatedStart.p50Seconds),
      p90: inSeconds(estimatedStart.p90Seconds),
    },
    expires_at: inSeconds(standing.expiresInSeconds),
    is_too_late: waiting.isTooLate,
    pause: pause && { tier: pause.tier, note: pause.note, resumes_at: instant(pause.resumesAt) },
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
    kept_until: instant(row.keptUntil),
    submitted_by: row.submittedBy,
  };
}
