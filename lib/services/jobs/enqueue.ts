import { createHash } from "node:crypto";
import type pg from "pg";
import { env } from "@/lib/config/env";
import type { JobView } from "@/lib/contracts/job";
import { listIdempotentAnswersAcrossTenants } from "@/lib/db/queue/list-idempotent-answers";
import { listSubmitFactsAcrossTenants } from "@/lib/db/queue/list-submit-facts";
import { lookupStatement, lookupTransaction } from "@/lib/db/transaction";
import { KeyedGate } from "@/lib/domain/access/keyed-gate";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { Coalescer, type Outcome, sharedCoalescer } from "@/lib/live/coalescer";
import { topicsOfJob } from "@/lib/live/queue-topics";
import { wake } from "@/lib/live/wake-hub";
import type { TenantContext } from "@/lib/services/context";
import { decideSubmits, isImmediate, lookAtSubmits } from "@/lib/services/jobs/decide-submits";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";
import type { Submission, Submit, SubmitAnswer, SubmitOutcome } from "@/lib/services/jobs/submit";
import { keyReused, notAvailable, rateLimited } from "@/lib/services/jobs/submit-refusals";
import { validateScan } from "@/lib/services/jobs/validate-scan";

const SUBMITS_MAX = 100;
/** So many have to wait for a second batch to go beside the first. */
const BESIDE_MIN = 4;

/** So that a tenant that floods takes neither the memory nor the places in the batches of the rest. */
const turns = new KeyedGate({
  limit: "parallel_submits",
  atOnceMax: 16,
  waitingMax: 234,
  retryAfterSeconds: 1,
});
/** Of those that want an agent at once only one is decided at a time anyway: the rest wait without a connection. */
const immediate = new KeyedGate({
  limit: "parallel_submits",
  atOnceMax: 1,
  waitingMax: 250,
  retryAfterSeconds: 1,
});
/** Submits that wait for a lock hold a connection each. */
const alone = new KeyedGate({
  limit: "parallel_submits",
  atOnceMax: 2,
  waitingMax: 250,
  retryAfterSeconds: 1,
});

/**
 * The step that submit and retry share: everything is checked in the transaction that inserts, under the tenant's lock,
 * so parallel submits at the limit admit exactly as many as there is room for. Submits that arrive together, of whatever
 * tenants, share one transaction; one whose tenant is locked elsewhere, or that wants an agent at once, goes alone, so
 * that nobody waits for it.
 *
 * Promise: an acknowledged job is committed. The same idempotency key with the same body gets the first answer again,
 * whatever the rate limit. A submit that is refused for quota counts against the rate limit; one that gets an earlier
 * answer or has a fault in it does not.
 */
export async function enqueue(ctx: TenantContext, submission: Submission): Promise<{ job: JobView }> {
  const scan = validateScan(submission.body, env().ALLOWED_TARGET_CIDRS);
  const submit = { ctx, ...submission, scan, requestHash: hashOf(submission) };
  const answer = await turns.run(ctx.tenantId, async () => {
    const outcome = isImmediate(submit) ? "busy" : await batches(ctx.db).submit(submit);
    return outcome === "busy" ? await submitAlone(submit) : outcome;
  });
  if (!answer.isReplay) {
    const { tier_max, selection_mode } = answer.job;
    for (const topic of topicsOfJob(tier_max, selection_mode, env().ENABLE_TIERED_AGENTS)) wake(topic);
    wake("events");
  }
  return { job: answer.job };
}

function hashOf({ body, retryOfJobId }: Submission): string {
  return createHash("sha256")
    .update(JSON.stringify([body, retryOfJobId]))
    .digest("hex");
}

function batches(db: pg.Pool): Coalescer<Submit, SubmitAnswer | "busy"> {
  return sharedCoalescer(
    "submits",
    db,
    () =>
      new Coalescer(
        async (submits: readonly Submit[]): Promise<Outcome<SubmitAnswer | "busy">[]> => {
          const forecast = await queueForecast(db);
          const outcomes = await decide(db, submits, forecast, "skip");
          return outcomes.map(toOutcome);
        },
        {
          itemsMax: SUBMITS_MAX,
          // A tenant's lock lets no two batches at it.
          beside: { itemsMin: BESIDE_MIN, keyOf: ({ ctx }) => ctx.tenantId },
        },
      ),
  );
}

async function decide(
  db: pg.Pool,
  submits: readonly Submit[],
  forecast: QueueForecast,
  busy: "wait" | "skip",
): Promise<SubmitOutcome[]> {
  return await lookupTransaction(db, {
    look: (tx) => lookAtSubmits(tx, submits, busy),
    work: (tx, looked) => decideSubmits(tx, submits, looked, forecast),
  });
}

function toOutcome(outcome: SubmitOutcome): Outcome<SubmitAnswer | "busy"> {
  if (outcome === "busy") return { answer: "busy" };
  return "refusal" in outcome ? { error: outcome.refusal } : { answer: outcome };
}

async function submitAlone(submit: Submit): Promise<SubmitAnswer> {
  const { db, tenantId } = submit.ctx;
  return await alone.run(tenantId, async () => {
    const known = await findAnswerWithoutLock(submit);
    if (known) return known;
    const decideAlone = async () => await decide(db, [submit], await queueForecast(db), "wait");
    const [outcome] = await (isImmediate(submit) ? immediate.run("all", decideAlone) : decideAlone());
    if (outcome === undefined || outcome === "busy") throw new Error("a submit was left without an answer");
    if ("refusal" in outcome) throw outcome.refusal;
    return outcome;
  });
}

/** What can be said without waiting for the lock: the answer to a known key, or that there were too many already. */
async function findAnswerWithoutLock(submit: Submit): Promise<SubmitAnswer | null> {
  const { db, tenantId } = submit.ctx;
  if (submit.idempotencyKey !== null) {
    const keys = [{ tenantId, key: submit.idempotencyKey }];
    const [known] = await lookupStatement(db, (tx) =>
      listIdempotentAnswersAcrossTenants<{ job: JobView }>(tx, keys),
    );
    if (known && known.requestHash !== submit.requestHash) throw keyReused();
    if (known) return { job: known.response.job, isReplay: true };
  }
  const [facts] = await lookupStatement(db, (tx) => listSubmitFactsAcrossTenants(tx, [tenantId]));
  if (!facts) throw notAvailable();
  if (facts.submitTokens < 1) throw rateLimited(facts);
  return null;
}
