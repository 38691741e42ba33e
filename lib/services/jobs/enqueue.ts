import { createHash } from "node:crypto";
import type pg from "pg";
import { env } from "@/lib/config/env";
import { invalidInput } from "@/lib/contracts/field-errors";
import type { JobView, SubmitJobBody } from "@/lib/contracts/job";
import { holdArchive } from "@/lib/db/archives/hold-archive";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { countFreeSlotsAcrossTenants } from "@/lib/db/queue/count-free-slots";
import { countOwnFreeSlots } from "@/lib/db/queue/count-own-free-slots";
import { findSubmitFacts, type SubmitFactsRow } from "@/lib/db/queue/find-submit-facts";
import { findSubmitRate } from "@/lib/db/queue/find-submit-rate";
import { findIdempotentAnswer, insertIdempotentAnswer } from "@/lib/db/queue/idempotency-keys";
import { insertJob } from "@/lib/db/queue/insert-job";
import { lockTenantQueue } from "@/lib/db/queue/lock-tenant-queue";
import { returnToken } from "@/lib/db/rate-limits/return-token";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { type Db, transaction } from "@/lib/db/transaction";
import { KeyedGate } from "@/lib/domain/access/keyed-gate";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { AppError } from "@/lib/domain/errors";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { decideTier, TIER_PRIORITY, type TierDecision } from "@/lib/domain/tier/tier";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { jobViewBy } from "@/lib/services/jobs/job-view";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import {
  keyReused,
  noAgentAvailable,
  notAvailable,
  queueFull,
  submitsLimited,
} from "@/lib/services/jobs/submit-refusals";
import { type ValidScan, validateScan } from "@/lib/services/jobs/validate-scan";

export interface Submission {
  body: SubmitJobBody;
  idempotencyKey: string | null;
  retryOfJobId: string | null;
}

type Outcome = { job: JobView; isReplay: boolean } | { refusal: AppError };

/**
 * A tenant's submits take turns on its lock anyway; few of them at a time need a connection, and the others wait here
 * without one. So a tenant that floods never takes the connections of the rest.
 */
const turns = new KeyedGate({
  limit: "parallel_submits",
  atOnceMax: 4,
  waitingMax: 246,
  retryAfterSeconds: 1,
});

/**
 * The step that submit and retry share: everything is checked in the transaction that inserts, under the tenant's lock,
 * so parallel submits at the limit admit exactly as many as there is room for. Only the rate limit is counted before,
 * so that a flood of refused calls does not queue for the lock.
 *
 * Promise: an acknowledged job is committed. The same idempotency key with the same body gets the first answer again,
 * whatever the rate limit. A submit that is refused for quota counts against the rate limit; one that gets an earlier
 * answer or has a fault in it does not.
 */
export async function enqueue(ctx: TenantContext, submission: Submission): Promise<{ job: JobView }> {
  const scan = validateScan(submission.body, env().ALLOWED_TARGET_CIDRS);
  const outcome = await turns.run(ctx.tenantId, async () => {
    const known = await findKnown(ctx.db, ctx.tenantId, submission);
    return known ?? (await countAndDecide(ctx, submission, scan));
  });
  if ("refusal" in outcome) throw outcome.refusal;
  if (!outcome.isReplay) {
    wake("queue");
    wake("events");
  }
  return { job: outcome.job };
}

async function countAndDecide(ctx: TenantContext, submission: Submission, scan: ValidScan): Promise<Outcome> {
  const perMinute = await findSubmitRate(ctx.db, ctx.tenantId);
  if (perMinute === null) throw notAvailable();
  const bucket = `submit:${ctx.tenantId}`;
  const grant = await takeToken(ctx.db, bucket, { capacity: perMinute, refillPerSecond: perMinute / 60 });
  if (!grant.allowed) throw submitsLimited(perMinute, grant.retryAfterSeconds);
  let counts = false;
  try {
    const forecast = await queueForecast(ctx.db);
    const outcome = await transaction(ctx.db, (tx) => decide(ctx, tx, submission, scan, forecast));
    counts = "refusal" in outcome || !outcome.isReplay;
    return outcome;
  } finally {
    // A count too many must not hide the answer, or the error that is under way.
    if (!counts) await returnToken(ctx.db, bucket, perMinute).catch(() => {});
  }
}

async function decide(
  ctx: TenantContext,
  tx: pg.PoolClient,
  submission: Submission,
  scan: ValidScan,
  forecast: QueueForecast,
): Promise<Outcome> {
  const { body, idempotencyKey } = submission;
  await lockTenantQueue(tx, ctx.tenantId);
  // Again, under the lock: the same key may have come twice at once.
  const known = await findKnown(tx, ctx.tenantId, submission);
  if (known) return known;
  const facts = await findSubmitFacts(tx, ctx.tenantId);
  if (!facts) throw notAvailable();
  const refusal = await findRefusal(tx, ctx.tenantId, facts, body);
  if (refusal) return { refusal };
  if (body.tool === "secrets" && !(await holdArchive(tx, ctx.tenantId, body.target))) {
    throw invalidInput([{ pointer: "/target", message: "is not the id of one of your archives" }]);
  }
  const answer = await insert(ctx, tx, submission, scan, facts, forecast);
  if (idempotencyKey !== null)
    await insertIdempotentAnswer(tx, ctx.tenantId, idempotencyKey, hashOf(submission), answer);
  return { ...answer, isReplay: false };
}

async function findKnown(db: Db, tenantId: string, submission: Submission): Promise<Outcome | null> {
  if (submission.idempotencyKey === null) return null;
  const known = await findIdempotentAnswer<{ job: JobView }>(db, tenantId, submission.idempotencyKey);
  if (known === null) return null;
  if (known.requestHash !== hashOf(submission)) throw keyReused();
  return { job: known.response.job, isReplay: true };
}

function hashOf({ body, retryOfJobId }: Submission): string {
  return createHash("sha256")
    .update(JSON.stringify([body, retryOfJobId]))
    .digest("hex");
}

async function findRefusal(
  tx: pg.PoolClient,
  tenantId: string,
  facts: SubmitFactsRow,
  body: SubmitJobBody,
): Promise<AppError | null> {
  if (facts.queued >= facts.maxQueuedJobs) return queueFull(facts);
  if (body.allow_queue || (await hasFreeSlot(tx, tenantId, facts, body))) return null;
  return noAgentAvailable();
}

/** Whether an agent could start the job at once: one of the platform's or one of the tenant's own, as its mode allows. */
async function hasFreeSlot(
  tx: pg.PoolClient,
  tenantId: string,
  facts: SubmitFactsRow,
  body: SubmitJobBody,
): Promise<boolean> {
  if (body.selection_mode !== "platform_only") {
    if ((await countOwnFreeSlots(tx, tenantId, body, ONLINE_SECONDS)) > 0) return true;
    if (body.selection_mode === "tenant_only") return false;
  }
  if (facts.running + facts.queuedForPlatform >= facts.maxConcurrentJobs) return false;
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const request = {
    tool: body.tool,
    capabilities: body.capabilities,
    tierPriority: TIER_PRIORITY[env().ENABLE_TIERED_AGENTS ? tier.tierMax : "premium"],
  };
  return (await countFreeSlotsAcrossTenants(tx, request, ONLINE_SECONDS)) > 0;
}

async function insert(
  ctx: TenantContext,
  tx: pg.PoolClient,
  { body, retryOfJobId }: Submission,
  scan: ValidScan,
  facts: SubmitFactsRow,
  forecast: QueueForecast,
): Promise<{ job: JobView }> {
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const jobId = await insertJob(tx, ctx.tenantId, {
    ...tier,
    tool: body.tool,
    target: body.target,
    profile: scan.profile,
    options: scan.options,
    capabilities: body.capabilities,
    region: body.region ?? null,
    priority: body.priority,
    priorityBase: facts.priorityBase,
    selectionMode: body.selection_mode,
    maxAttempts: body.max_attempts,
    timeoutSeconds: scan.timeoutSeconds,
    retryOfJobId,
    submittedBy: ctx.actor.name,
  });
  await audit(ctx, tx, jobId, body, tier);
  return { job: await jobViewBy(forecast, tx, await getJobRow(tx, ctx.tenantId, jobId)) };
}

async function audit(
  ctx: TenantContext,
  tx: pg.PoolClient,
  jobId: string,
  body: SubmitJobBody,
  tier: TierDecision,
): Promise<void> {
  const entry = { tenantId: ctx.tenantId, targetType: "job", targetId: jobId };
  const after = { tool: body.tool, target: body.target, priority: body.priority, tier_max: tier.tierMax };
  await insertAuditEntry(tx, ctx, { ...entry, action: "job.submitted", after });
  if (!tier.tierDowngraded) return;
  await insertAuditEntry(tx, ctx, {
    ...entry,
    action: "job.tier_downgraded",
    before: { tier: tier.tierRequested },
    after: { tier: tier.tierMax },
  });
}
