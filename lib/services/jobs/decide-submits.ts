/**
 * Decides on submits and inserts those that are accepted, in one transaction.
 *
 * Promise: each submit is judged as if it had come alone, in the given order: what was accepted before it counts against
 * its tenant's quota and rate. One that wants an agent at once has to come alone, and no two of them are decided at a
 * time, in whatever process: no slot is promised twice. With `skip` a submit whose tenant is locked elsewhere is answered
 * `busy` and nothing was done for it. Failure: throws, and then nothing was done at all.
 */
import type pg from "pg";
import { env } from "@/lib/config/env";
import { invalidInput } from "@/lib/contracts/field-errors";
import type { JobView } from "@/lib/contracts/job";
import { holdArchive } from "@/lib/db/archives/hold-archive";
import { insertAuditEntries } from "@/lib/db/audit/insert-audit-entry";
import { countFreeSlotsAcrossTenants } from "@/lib/db/queue/count-free-slots";
import { countOwnFreeSlots } from "@/lib/db/queue/count-own-free-slots";
import { insertIdempotentAnswersAcrossTenants } from "@/lib/db/queue/insert-idempotent-answers";
import { insertJobsAcrossTenants, type NewJob } from "@/lib/db/queue/insert-jobs";
import {
  type IdempotencyRow,
  listIdempotentAnswersAcrossTenants,
} from "@/lib/db/queue/list-idempotent-answers";
import {
  type ComingJob,
  type LaneEntryRow,
  listLaneEntriesAcrossTenants,
} from "@/lib/db/queue/list-lane-entries";
import {
  listSubmitFactsAcrossTenants,
  type SubmitFactsRow,
  submitBucket,
} from "@/lib/db/queue/list-submit-facts";
import { lockImmediateSubmits } from "@/lib/db/queue/lock-immediate-submits";
import { lockTenantQueuesAcrossTenants } from "@/lib/db/queue/lock-tenant-queues";
import { setTokens } from "@/lib/db/rate-limits/set-tokens";
import { Last, together } from "@/lib/db/transaction";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import type { QueueForecast } from "@/lib/domain/queue/queue-forecast";
import { decideTier, TIER_PRIORITY } from "@/lib/domain/tier/tier";
import { queuedJobOf, queuedJobView } from "@/lib/services/jobs/job-view";
import { newJobOf, newJobRow, submitAuditEntries, wishedCapabilities } from "@/lib/services/jobs/new-job";
import { comingJobOf, newStandings } from "@/lib/services/jobs/new-standings";
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
  { locked, facts, keys, entries }: SubmitLook,
  forecast: QueueForecast,
): Promise<Last<SubmitOutcome[]>> {
  if (submits.length > 1 && submits.some(isImmediate))
    throw new Error("a submit that wants an agent at once goes alone");
  const verdicts: (SubmitOutcome | AcceptedSubmit)[] = [];
  for (const [index, submit] of submits.entries()) {
    const { tenantId } = submit.ctx;
    const entry = entries[index];
    if (!entry) throw new Error("a job that comes has no lane entry");
    const known = { facts: facts.get(tenantId), keys, entry, forecast };
    verdicts.push(locked.has(tenantId) ? await judge(tx, submit, known) : "busy");
  }
  const accepted = [...new Set(verdicts.filter(isAccepted))];
  const jobs = accepted.map(newJobOf);
  const made = accepted.map((one, index) => ({ accepted: one, jobId: jobs[index]?.id ?? "" }));
  const answers = answersTo(accepted, jobs, forecast);
  const seen = new Set<AcceptedSubmit>();
  const outcomes = verdicts.map((verdict): SubmitOutcome => {
    if (!isAccepted(verdict)) return verdict;
    const job = answers.get(verdict);
    if (!job) throw new Error("an accepted submit has no answer");
    // The same key twice in one batch: the second is the first one's repeat.
    const isReplay = seen.has(verdict);
    seen.add(verdict);
    return { job, isReplay };
  });
  const inserted = insertJobsAcrossTenants(tx, jobs);
  // What a dead letter was has to be known before it can be told; few submits repeat anything.
  if (submits.some(({ retryOfJobId }) => retryOfJobId !== null))
    await together([inserted, noteRepeats(tx, made)]);
  const written = together([
    inserted,
    insertAuditEntries(
      tx,
      made.flatMap(({ accepted: one, jobId }) => submitAuditEntries(one, jobId)),
    ),
    noteSpent(tx, [...facts.values()]),
    insertIdempotentAnswersAcrossTenants(tx, idempotentAnswers(answers)),
  ]);
  return new Last(written.then(() => outcomes));
}

/** Counted up as submits are judged and accepted. */
type TenantFacts = SubmitFactsRow & { spent: number };

/** What is known of the submits' tenants and keys, with the tenants' queues locked. */
export interface SubmitLook {
  locked: ReadonlySet<string>;
  facts: ReadonlyMap<string, TenantFacts>;
  keys: Map<string, KnownKey>;
  /** For each submit. */
  entries: readonly LaneEntryRow[];
}

export async function lookAtSubmits(
  tx: pg.PoolClient,
  submits: readonly Submit[],
  busy: "wait" | "skip",
): Promise<SubmitLook> {
  const tenantIds = [...new Set(submits.map((submit) => submit.ctx.tenantId))].sort();
  // The locks go first: what the others say of whoever is locked stays true.
  const [, locked, rows, keys, entries] = await together([
    submits.some(isImmediate) && lockImmediateSubmits(tx),
    lockTenantQueuesAcrossTenants(tx, tenantIds, busy),
    listSubmitFactsAcrossTenants(tx, tenantIds),
    findKnownKeys(tx, submits),
    listLaneEntriesAcrossTenants(tx, submits.map(comingJobOfSubmit)),
  ]);
  return {
    locked: new Set(locked),
    facts: new Map(rows.map((row) => [row.tenantId, { ...row, spent: 0 }])),
    keys,
    entries,
  };
}

/** Whether it is refused unless an agent takes the job at once. */
export function isImmediate({ body }: Pick<Submit, "body">): boolean {
  return !body.allow_queue;
}

function comingJobOfSubmit({ ctx, body, scan }: Submit): ComingJob {
  return comingJobOf({
    tenantId: ctx.tenantId,
    tool: body.tool,
    profile: scan.profile,
    capabilities: wishedCapabilities(body),
    selectionMode: body.selection_mode,
    tierRequested: body.tier ?? null,
  });
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

interface Known extends Pick<SubmitLook, "keys"> {
  facts: TenantFacts | undefined;
  entry: LaneEntryRow;
  forecast: QueueForecast;
}

async function judge(
  tx: pg.PoolClient,
  submit: Submit,
  { facts, keys, entry, forecast }: Known,
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
  if (
    isImmediate(submit) &&
    !(await hasFreeSlot(tx, submit, facts, () => ownStarting(submit, facts, entry, forecast)))
  )
    return { refusal: noAgentAvailable() };
  facts.queued += 1;
  facts.lastJobNumber += 1;
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const accepted = { submit, facts, entry, tier, number: facts.lastJobNumber };
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
  ahead: () => number,
): Promise<boolean> {
  if (body.selection_mode !== "platform_only") {
    if ((await countOwnFreeSlots(tx, ctx.tenantId, body, ONLINE_SECONDS)) > 0) return true;
    if (body.selection_mode === "tenant_only") return false;
  }
  if (facts.running + ahead() >= facts.maxConcurrentJobs) return false;
  const tier = decideTier(body.tier ?? null, facts.maxTier);
  const isTiered = env().ENABLE_TIERED_AGENTS;
  const request = {
    tenantId: ctx.tenantId,
    tool: body.tool,
    capabilities: body.capabilities,
    priority: body.priority,
    tierPriority: TIER_PRIORITY[isTiered ? tier.tierMax : "premium"],
  };
  return (await countFreeSlotsAcrossTenants(tx, request, isTiered, ONLINE_SECONDS)) > 0;
}

/** How many of its tenant's jobs would go before it and take of the plan's room. */
function ownStarting(
  { ctx, body }: Submit,
  facts: SubmitFactsRow,
  entry: LaneEntryRow,
  forecast: QueueForecast,
): number {
  const wish = {
    tierRequested: decideTier(body.tier ?? null, facts.maxTier).tierRequested,
    priority: body.priority,
  };
  const [standing] = newStandings([{ facts, entry, wish }]);
  if (!standing) throw new Error("a job that comes has a standing");
  const capabilities = wishedCapabilities(body);
  // What only meets it at the tenant's own agents takes nothing of the plan's.
  const demand = {
    tool: body.tool,
    capabilities,
    selectionMode: "platform_only",
    queuedAt: facts.at,
  } as const;
  const job = queuedJobOf({ tenantId: ctx.tenantId, ...demand }, standing);
  return Math.min(facts.queuedForPlatform, forecast.ownStarting(job));
}

/** What will be said to the submits once their jobs are there: nothing of it is for the database to decide any more. */
function answersTo(
  accepted: readonly AcceptedSubmit[],
  jobs: readonly NewJob[],
  forecast: QueueForecast,
): Map<AcceptedSubmit, JobView> {
  const standings = newStandings(
    accepted.map(({ submit, facts, entry, tier }) => ({
      facts,
      entry,
      wish: { tierRequested: tier.tierRequested, priority: submit.body.priority },
    })),
  );
  const answers = new Map<AcceptedSubmit, JobView>();
  for (const [index, one] of accepted.entries()) {
    const [job, standing] = [jobs[index], standings[index]];
    if (job && standing) answers.set(one, queuedJobView(forecast, newJobRow(job), standing));
  }
  return answers;
}

async function noteSpent(tx: pg.PoolClient, facts: readonly TenantFacts[]): Promise<void> {
  const spent = facts.filter((row) => row.spent > 0);
  const [first] = spent;
  if (!first) return;
  // All were looked up by one statement, and so at one instant.
  await setTokens(
    tx,
    first.at,
    spent.map(({ tenantId, submitTokens }) => ({ bucket: submitBucket(tenantId), tokens: submitTokens })),
  );
}

function idempotentAnswers(
  answers: ReadonlyMap<AcceptedSubmit, JobView>,
): IdempotencyRow<{ job: JobView }>[] {
  return [...answers].flatMap(([{ submit }, job]) => {
    const { ctx, idempotencyKey: key, requestHash } = submit;
    return key === null ? [] : [{ tenantId: ctx.tenantId, key, requestHash, response: { job } }];
  });
}
