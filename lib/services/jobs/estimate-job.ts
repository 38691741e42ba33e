import { env } from "@/lib/config/env";
import type { JobEstimate, SubmitJobBody } from "@/lib/contracts/job";
import { listLaneEntriesAcrossTenants } from "@/lib/db/queue/list-lane-entries";
import { listSubmitFactsAcrossTenants } from "@/lib/db/queue/list-submit-facts";
import { takeToken } from "@/lib/db/rate-limits/take-token";
import { lookupStatement } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { decideTier } from "@/lib/domain/tier/tier";
import type { TenantContext } from "@/lib/services/context";
import { waitingView } from "@/lib/services/jobs/job-view";
import { wishedCapabilities } from "@/lib/services/jobs/new-job";
import { comingJobOf, newStandings } from "@/lib/services/jobs/new-standings";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import { noAgentAvailable, notAvailable, queueFull } from "@/lib/services/jobs/submit-refusals";
import { validateScan } from "@/lib/services/jobs/validate-scan";

/** A form asks while it is filled in, so more often than it submits. */
const PER_MINUTE = 240;

/** What a submit of this body would be told now. Changes nothing but the count of such questions. */
export async function estimateJob(ctx: TenantContext, body: SubmitJobBody): Promise<JobEstimate> {
  const scan = validateScan(body, env().ALLOWED_TARGET_CIDRS);
  await countQuestion(ctx);
  const [facts] = await lookupStatement(ctx.db, (tx) => listSubmitFactsAcrossTenants(tx, [ctx.tenantId]));
  if (!facts)
    return refused("platform_agents_not_available", notAvailable(), { tierMax: null, tierDowngraded: false });
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  if (facts.queued >= facts.maxQueuedJobs) return refused("queue_full", queueFull(facts), tier);
  const job = {
    tenantId: ctx.tenantId,
    tool: body.tool,
    profile: scan.profile,
    capabilities: wishedCapabilities(body),
    selectionMode: body.selection_mode,
    priority: body.priority,
    tierRequested: tier.tierRequested,
  };
  const forecast = await queueForecast(ctx.db);
  const [entry] = await lookupStatement(ctx.db, (tx) => listLaneEntriesAcrossTenants(tx, [comingJobOf(job)]));
  const [standing] = entry ? newStandings([{ facts, entry, wish: job }]) : [];
  if (!standing) throw new Error("a job that comes has a standing");
  const waiting = waitingView(forecast, { ...job, queuedAt: standing.at }, standing);
  if (!body.allow_queue && waiting.reason !== "next")
    return refused("no_agent_available", noAgentAvailable(), tier);
  return { tier_max: tier.tierMax, tier_downgraded: tier.tierDowngraded, would_be_refused: null, waiting };
}

async function countQuestion({ db, tenantId }: TenantContext): Promise<void> {
  const size = { capacity: PER_MINUTE, refillPerSecond: PER_MINUTE / 60 };
  const { allowed, retryAfterSeconds } = await takeToken(db, `estimate:${tenantId}`, size);
  if (allowed) return;
  throw new AppError("rate_limited", `Estimates are limited to ${PER_MINUTE} a minute.`, {
    retryAfterSeconds,
    members: { limit: "estimates_per_minute", max: PER_MINUTE },
  });
}

type Refusal = NonNullable<JobEstimate["would_be_refused"]>;

function refused(
  code: Refusal["code"],
  { message: detail }: AppError,
  tier: { tierMax: JobEstimate["tier_max"]; tierDowngraded: boolean },
): JobEstimate {
  const { tierMax, tierDowngraded } = tier;
  return {
    tier_max: tierMax,
    tier_downgraded: tierDowngraded,
    would_be_refused: { code, detail },
    waiting: null,
  };
}
