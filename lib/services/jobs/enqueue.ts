import { createHash } from "node:crypto";
import type pg from "pg";
import { env } from "@/lib/config/env";
import { invalidInput } from "@/lib/contracts/field-errors";
import type { JobView, SubmitJobBody } from "@/lib/contracts/job";
import { findArchive } from "@/lib/db/archives/find-archive";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { getJobRow } from "@/lib/db/jobs/get-job-row";
import { countFreeSlotsAcrossTenants } from "@/lib/db/queue/count-free-slots";
import { findSubmitFacts, type SubmitFactsRow } from "@/lib/db/queue/find-submit-facts";
import { findIdempotentAnswer, insertIdempotentAnswer } from "@/lib/db/queue/idempotency-keys";
import { insertJob } from "@/lib/db/queue/insert-job";
import { lockTenantQueue } from "@/lib/db/queue/lock-tenant-queue";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { transaction } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import { AppError } from "@/lib/domain/errors";
import { decideTier, TIER_PRIORITY, type TierDecision } from "@/lib/domain/tier/tier";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { jobView } from "@/lib/services/jobs/job-view";
import { type ValidScan, validateScan } from "@/lib/services/jobs/validate-scan";

export interface Submission {
  body: SubmitJobBody;
  idempotencyKey: string | null;
  retryOfJobId: string | null;
}

type Outcome = { job: JobView } | { refusal: AppError };

/** Seconds after which a full queue is worth another try. */
const QUEUE_FULL_RETRY_SECONDS = 30;

/**
 * The step that submit and retry share: everything is checked in the transaction that inserts, under the tenant's lock,
 * so parallel submits at the limit admit exactly as many as there is room for.
 *
 * Promise: an acknowledged job is committed. The same idempotency key with the same body gets the first answer again.
 * A refusal for quota commits too, without a job, so that refused calls count against the rate limit.
 */
export async function enqueue(ctx: TenantContext, submission: Submission): Promise<{ job: JobView }> {
  const scan = validateScan(submission.body, env().ALLOWED_TARGET_CIDRS);
  const outcome = await transaction(ctx.db, (tx) => decide(ctx, tx, submission, scan));
  if ("refusal" in outcome) throw outcome.refusal;
  wake("queue");
  wake("events");
  return outcome;
}

async function decide(
  ctx: TenantContext,
  tx: pg.PoolClient,
  submission: Submission,
  scan: ValidScan,
): Promise<Outcome> {
  const { body, idempotencyKey } = submission;
  await lockTenantQueue(tx, ctx.tenantId);
  const requestHash = createHash("sha256")
    .update(JSON.stringify([body, submission.retryOfJobId]))
    .digest("hex");
  if (idempotencyKey !== null) {
    const known = await findIdempotentAnswer<{ job: JobView }>(tx, ctx.tenantId, idempotencyKey);
    if (known && known.requestHash !== requestHash) throw keyReused();
    if (known) return known.response;
  }
  const facts = await findSubmitFacts(tx, ctx.tenantId);
  if (!facts) throw notAvailable();
  const refusal = await findRefusal(tx, ctx.tenantId, facts, body);
  if (refusal) return { refusal };
  if (body.tool === "secrets" && (await findArchive(tx, ctx.tenantId, body.target)) === null) {
    throw invalidInput([{ pointer: "/target", message: "is not the id of one of your archives" }]);
  }
  const answer = await insert(ctx, tx, submission, scan, facts);
  if (idempotencyKey !== null)
    await insertIdempotentAnswer(tx, ctx.tenantId, idempotencyKey, requestHash, answer);
  return answer;
}

async function findRefusal(
  tx: pg.PoolClient,
  tenantId: string,
  facts: SubmitFactsRow,
  body: SubmitJobBody,
): Promise<AppError | null> {
  const perMinute = facts.submitsPerMinute;
  const grant = await takeToken(tx, `submit:${tenantId}`, {
    capacity: perMinute,
    refillPerSecond: perMinute / 60,
  });
  if (!grant.allowed) return rateLimited(perMinute, grant.retryAfterSeconds);
  if (facts.queued >= facts.maxQueuedJobs) return queueFull(facts);
  if (body.allow_queue) return null;
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const request = {
    tool: body.tool,
    capabilities: body.capabilities,
    tierPriority: TIER_PRIORITY[env().ENABLE_TIERED_AGENTS ? tier.tierMax : "premium"],
  };
  const isFree =
    facts.running + facts.queued < facts.maxConcurrentJobs &&
    (await countFreeSlotsAcrossTenants(tx, request, ONLINE_SECONDS)) > 0;
  return isFree ? null : noAgentAvailable();
}

async function insert(
  ctx: TenantContext,
  tx: pg.PoolClient,
  { body, retryOfJobId }: Submission,
  scan: ValidScan,
  facts: SubmitFactsRow,
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
  return { job: await jobView(tx, await getJobRow(tx, ctx.tenantId, jobId)) };
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

function keyReused(): AppError {
  return new AppError(
    "idempotency_key_reused",
    "This Idempotency-Key came with another body before. Use a new key.",
  );
}

function notAvailable(): AppError {
  return new AppError(
    "platform_agents_not_available",
    "Platform agents are not part of this tenant's subscription. Ask an admin about your plan.",
  );
}

function rateLimited(perMinute: number, retryAfterSeconds: number): AppError {
  return new AppError(
    "rate_limited",
    `Your plan allows ${perMinute} submissions a minute. Try again in ${retryAfterSeconds} s.`,
    {
      retryAfterSeconds,
      members: { limit: "submits_per_minute", max: perMinute },
    },
  );
}

function queueFull(facts: SubmitFactsRow): AppError {
  return new AppError(
    "queue_full",
    `Your plan queues ${facts.maxQueuedJobs} jobs, and ${facts.queued} are waiting.`,
    {
      retryAfterSeconds: QUEUE_FULL_RETRY_SECONDS,
      members: { limit: "max_queued_jobs", max: facts.maxQueuedJobs, current: facts.queued },
    },
  );
}

function noAgentAvailable(): AppError {
  return new AppError("no_agent_available", "No agent can start this job now, and allow_queue is false.");
}
