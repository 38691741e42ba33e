/**
 * Decides on submits and inserts those that are accepted, in one transaction.
 *
 * Promise: each submit is judged as if it had come alone, in the given order: what was accepted before it counts against
 * its tenant's quota and rate. With `skip` a submit whose tenant is locked elsewhere is answered `busy` and nothing was
 * done for it. Failure: throws, and then nothing was done at all.
 */
import type pg from "pg";
import { env } from "@/lib/config/env";
import { invalidInput } from "@/lib/contracts/field-errors";
import type { JobView } from "@/lib/contracts/job";
import { holdArchive } from "@/lib/db/archives/hold-archive";
import { insertAuditEntries } from "@/lib/db/audit/insert-audit-entry";
import { countFreeSlotsAcrossTenants } from "@/lib/db/queue/count-free-slots";
import { countOwnFreeSlots } from "@/lib/db/queue/count-own-free-slots";
import {
  type IdempotencyRow,
  insertIdempotentAnswersAcrossTenants,
  listIdempotentAnswersAcrossTenants,
} from "@/lib/db/queue/idempotency-keys";
import { insertJobsAcrossTenants } from "@/lib/db/queue/insert-jobs";
import {
  listSubmitFactsAcrossTenants,
  type SubmitFactsRow,
  submitBucket,
} from "@/lib/db/queue/list-submit-facts";
import { lockTenantQueuesAcrossTenants } from "@/lib/db/queue/lock-tenant-queues";
import { spendTokens } from "@/lib/db/rate-limits/spend-tokens";
import { Last, together } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { decideTier, TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { queuedJobView } from "@/lib/services/jobs/job-view";
import { newJobOf, newJobRow, submitAuditEntries } from "@/lib/services/jobs/new-job";
import { newStandings } from "@/lib/services/jobs/new-standings";
import { noteRepeats } from "@/lib/services/jobs/note-repeats";
import type { AcceptedSubmit, Submit, SubmitOutcome } from "@/lib/services/jobs/submit";
import {
  keyReused,
  noAgentAvailable,
  notAvailable,
  queueFull,
  rateLimited,
} from "@/lib/services/jobs/submit-refusals";

/** What is known of a key: who used it, and the answer, or which submit of this batch will give it. */
interface KnownKey {
  requestHash: string;
  answer: { job: JobView } | AcceptedSubmit;
}

export async function decideSubmits(
  tx: pg.PoolClient,
  submits: readonly Submit[],
  { locked, facts, keys }: SubmitLook,
  forecast: QueueForecast,
): Promise<Last<SubmitOutcome[]>> {
  const verdicts: (SubmitOutcome | AcceptedSubmit)[] = [];
  for (const submit of submits) {
    const { tenantId } = submit.ctx;
    verdicts.push(locked.has(tenantId) ? await judge(tx, submit, facts.get(tenantId), keys) : "busy");
  }
  const spent = [...facts.values()].filter((row) => row.spent > 0);
  const [answers] = await together([
    insertAccepted(tx, verdicts.filter(isAccepted), forecast),
    spendTokens(
      tx,
      spent.map(({ tenantId, spent, submitsPerMinute }) => ({
        bucket: submitBucket(tenantId),
        count: spent,
        capacity: submitsPerMinute,
        refillPerSecond: submitsPerMinute / 60,
      })),
    ),
  ]);
  const seen = new Set<AcceptedSubmit>();
  const outcomes = verdicts.map((verdict): SubmitOutcome => {
    if (!isAccepted(verdict)) return verdict;
    const job = answers.get(verdict);
    if (!job) throw new Error("an accepted submit was not inserted");
    // The same key twice in one batch: the second is the first one's repeat.
    const isReplay = seen.has(verdict);
    seen.add(verdict);
    return { job, isReplay };
  });
  return new Last(insertIdempotentAnswersAcrossTenants(tx, idempotentAnswers(answers)).then(() => outcomes));
}

/** What is known of the submits' tenants and keys, with the tenants' queues locked. */
export interface SubmitLook {
  locked: ReadonlySet<string>;
  facts: ReadonlyMap<string, SubmitFactsRow & { spent: number }>;
  keys: Map<string, KnownKey>;
}

export async function lookAtSubmits(
  tx: pg.PoolClient,
  submits: readonly Submit[],
  busy: "wait" | "skip",
): Promise<SubmitLook> {
  const tenantIds = [...new Set(submits.map((submit) => submit.ctx.tenantId))].sort();
  // The lock goes first: what the others say of whoever is locked stays true.
  const [locked, rows, keys] = await together([
    lockTenantQueuesAcrossTenants(tx, tenantIds, busy),
    listSubmitFactsAcrossTenants(tx, tenantIds),
    findKnownKeys(tx, submits),
  ]);
  return {
    locked: new Set(locked),
    facts: new Map(rows.map((row) => [row.tenantId, { ...row, spent: 0 }])),
    keys,
  };
}

function isAccepted(verdict: SubmitOutcome | AcceptedSubmit): verdict is AcceptedSubmit {
  return typeof verdict === "object" && "submit" in verdict;
}

const keyText = (tenantId: string, key: string) => `${tenantId} ${key}`;

async function findKnownKeys(tx: pg.PoolClient, submits: readonly Submit[]): Promise<Map<string, KnownKey>> {
  const keys = submits.flatMap(({ ctx, idempotencyKey }) =>
    idempotencyKey === null ? [] : [{ tenantId: ctx.tenantId, key: idempotencyKey }],
  );
  const known = await listIdempotentAnswersAcrossTenants<{ job: JobView }>(tx, keys);
  return new Map(
    known.map((row) => [
      keyText(row.tenantId, row.key),
      { requestHash: row.requestHash, answer: { job: row.response.job } },
    ]),
  );
}

async function judge(
  tx: pg.PoolClient,
  submit: Submit,
  facts: (SubmitFactsRow & { spent: number }) | undefined,
  keys: Map<string, KnownKey>,
): Promise<SubmitOutcome | AcceptedSubmit> {
  const { ctx, body, idempotencyKey } = submit;
  const known = idempotencyKey === null ? undefined : keys.get(keyText(ctx.tenantId, idempotencyKey));
  if (known && known.requestHash !== submit.requestHash) return { refusal: keyReused() };
  if (known) return "submit" in known.answer ? known.answer : { ...known.answer, isReplay: true };
  if (!facts) return { refusal: notAvailable() };
  if (facts.submitTokens < 1) return { refusal: rateLimited(facts) };
  if (body.tool === "secrets" && !(await holdArchive(tx, ctx.tenantId, body.target))) {
    const message = "is not the id of one of your archives";
    return { refusal: invalidInput([{ pointer: "/target", message }]) };
  }
  facts.submitTokens -= 1;
  facts.spent += 1;
  if (facts.queued >= facts.maxQueuedJobs) return { refusal: queueFull(facts) };
  if (!body.allow_queue && !(await hasFreeSlot(tx, submit, facts))) return { refusal: noAgentAvailable() };
  facts.queued += 1;
  const accepted = { submit, facts, tier: decideTier(body.tier ?? null, facts.maxTier) };
  if (idempotencyKey !== null) {
    keys.set(keyText(ctx.tenantId, idempotencyKey), { requestHash: submit.requestHash, answer: accepted });
  }
  return accepted;
}

/** Whether an agent could start the job at once: one of the platform's or one of the tenant's own, as its mode allows. */
async function hasFreeSlot(
  tx: pg.PoolClient,
  { ctx, body }: Submit,
  facts: SubmitFactsRow,
): Promise<boolean> {
  if (body.selection_mode !== "platform_only") {
    if ((await countOwnFreeSlots(tx, ctx.tenantId, body, ONLINE_SECONDS)) > 0) return true;
    if (body.selection_mode === "tenant_only") return false;
  }
  if (facts.running + facts.queuedForPlatform >= facts.maxConcurrentJobs) return false;
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const isTiered = env().ENABLE_TIERED_AGENTS;
  const request = {
    tool: body.tool,
    capabilities: body.capabilities,
    tierPriority: TIER_PRIORITY[isTiered ? tier.tierMax : "premium"],
  };
  return (await countFreeSlotsAcrossTenants(tx, request, isTiered, ONLINE_SECONDS)) > 0;
}

async function insertAccepted(
  tx: pg.PoolClient,
  verdicts: readonly AcceptedSubmit[],
  forecast: QueueForecast,
): Promise<Map<AcceptedSubmit, JobView>> {
  const accepted = [...new Set(verdicts)];
  if (accepted.length === 0) return new Map();
  const jobs = accepted.map((one) => ({ facts: one.facts, wish: newJobOf(one) }));
  const made = accepted.map((one, index) => ({ accepted: one, jobId: jobs[index]?.wish.id ?? "" }));
  const [inserted, standings] = await together([
    insertJobsAcrossTenants(
      tx,
      jobs.map(({ wish }) => wish),
    ),
    newStandings(tx, jobs),
    insertAuditEntries(
      tx,
      made.flatMap(({ accepted: one, jobId }) => submitAuditEntries(one, jobId)),
    ),
    noteRepeats(tx, made),
  ]);
  const rows = jobs.map(({ wish }, index) => {
    const row = inserted[index];
    if (!row) throw new Error("a job was not inserted");
    return newJobRow(wish, row);
  });
  const answers = new Map<AcceptedSubmit, JobView>();
  for (const [index, one] of accepted.entries()) {
    const [row, standing] = [rows[index], standings[index]];
    if (row && standing) answers.set(one, queuedJobView(forecast, row, standing));
  }
  return answers;
}

function idempotentAnswers(
  answers: ReadonlyMap<AcceptedSubmit, JobView>,
): IdempotencyRow<{ job: JobView }>[] {
  return [...answers].flatMap(([{ submit }, job]) => {
    const { ctx, idempotencyKey: key, requestHash } = submit;
    return key === null ? [] : [{ tenantId: ctx.tenantId, key, requestHash, response: { job } }];
  });
}
