import type pg from "pg";
import { type AssignedRow, assignJobsAcrossTenants, type NewAssignment } from "@/lib/db/queue/assign-jobs";
import { insertClaimRequestsAcrossTenants } from "@/lib/db/queue/insert-claim-requests";
import type { CandidateRow } from "@/lib/db/queue/list-candidates";
import { type ClaimRequestRow, listClaimRequestsAcrossTenants } from "@/lib/db/queue/list-claim-requests";
import { type ClaimingAgentRow, listClaimingAgentsAcrossTenants } from "@/lib/db/queue/list-claiming-agents";
import {
  type LeasedJobRow,
  type LeaseRef,
  listLeasedJobsAcrossTenants,
} from "@/lib/db/queue/list-leased-jobs";
import { listSettlementsAcrossTenants, type SettlementRow } from "@/lib/db/queue/list-settlements";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import type { ReadyJobs } from "@/lib/db/queue/ready-job-sql";
import { Last, lookupTransaction, together } from "@/lib/db/transaction";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import { keepTenantOrder } from "@/lib/domain/queue/keep-tenant-order";
import { type Assignment, type MatchAgent, matchJobs } from "@/lib/domain/queue/match-jobs";
import { chargeRound } from "@/lib/services/agent-protocol/charge-round";
import {
  fetchMatchTenants,
  platformProfileOf,
  platformProfilesOf,
} from "@/lib/services/agent-protocol/fetch-match-tenants";
import { fetchTenantLines } from "@/lib/services/agent-protocol/fetch-tenant-lines";
import { JobsAtOdds, layJobsAside } from "@/lib/services/agent-protocol/lay-jobs-aside";
import { type QueueFloors, queueFloors } from "@/lib/services/agent-protocol/queue-floors";
import { laneIdOf, RoundClocks } from "@/lib/services/agent-protocol/round-clocks";
import { SETTLEMENTS_MAX, settleShares } from "@/lib/services/agent-protocol/settle-shares";

export interface Claim {
  agentId: string;
  maxJobs: number;
  requestId: string | null;
}

export interface ClaimResult {
  jobs: LeasedJobRow[];
  /** The claim was answered before; `jobs` are those of then whose leases still live, maybe none. */
  isReplay: boolean;
}

export interface RoundOutcome {
  /** A result for each claim, in their order. */
  results: ClaimResult[];
  /** Jobs were left that an agent waiting in another process may be the best for now, and was not before this round. */
  isLeftElsewhere: boolean;
  /** Something that was to go did not: somebody else had it, or its agent was forbidden it in the same instant. */
  isShort: boolean;
}

/** Jobs assigned in one round at most; more claims are served by the next round, at once. */
const JOBS_MAX = 400;
/** So often a call is tried again after jobs that nobody can be given were laid aside; then its claims fail, and ask again. */
const LAID_ASIDE_MAX = 10;

export interface RoundOptions<C extends Claim> {
  tiersEnabled: boolean;
  /** Asked before the last statements, which go with the commit: whether a claim that is about to get jobs still waits. */
  isWaiting: (claim: C) => boolean;
  /** The jobs that it chooses among are locked, which costs a write each, so that nobody else has them meanwhile. */
  isLocking: boolean;
}

/** Ends the transaction of a round whose answer would reach nobody. */
class ClaimGone extends Error {}

/**
 * One round of the queue: every claim that waits in this process is answered from one short transaction.
 *
 * Promise: under the dispatch lock the limits are exact and the order total; see matchJobs for who gets what.
 * A claim whose request id was answered before gets that answer again, with the leases that still live.
 * Failure: throws and assigns nothing; a commit whose answer is lost is repaired by the request id or by lease expiry.
 * A job that cannot be given away at all, as the tables do not agree about it, is laid aside, and the round is run again.
 * Answers null, with nothing changed, when a claim that was about to get jobs has gone meanwhile: the caller looks again.
 */
export async function dispatchRound<C extends Claim>(
  db: pg.Pool,
  claims: readonly C[],
  options: RoundOptions<C>,
): Promise<RoundOutcome | null> {
  for (let laidAside = 0; ; laidAside++) {
    try {
      return await runRound(db, claims, options);
    } catch (error) {
      if (!(error instanceof JobsAtOdds)) throw error;
      if (laidAside === LAID_ASIDE_MAX) throw error.cause;
      await layJobsAside(db, error.jobIds);
    }
  }
}

async function runRound<C extends Claim>(
  db: pg.Pool,
  claims: readonly C[],
  options: RoundOptions<C>,
): Promise<RoundOutcome | null> {
  const floors = queueFloors(db);
  let settled = 0;
  try {
    const outcome = await lookupTransaction(db, {
      look: (tx) => lookAtQueue(tx, claims, options.tiersEnabled, floors),
      work: (tx, looked) => {
        settled = Number(looked.settlements.at(-1)?.id ?? 0);
        return decide(tx, claims, looked, options);
      },
    });
    if (settled > 0) floors.noteSettled(settled);
    return outcome;
  } catch (error) {
    if (error instanceof ClaimGone) return null;
    floors.forget();
    throw error;
  }
}

interface QueueLook {
  /** The instant of the lock. */
  readyBy: string;
  replays: ClaimRequestRow[];
  agents: ClaimingAgentRow[];
  settlements: SettlementRow[];
}

async function lookAtQueue(
  tx: pg.PoolClient,
  claims: readonly Claim[],
  tiersEnabled: boolean,
  floors: QueueFloors,
): Promise<QueueLook> {
  const keys = claims.flatMap(({ agentId, requestId }) =>
    requestId === null ? [] : [{ agentId, requestId }],
  );
  const agentIds = [...new Set(claims.map((claim) => claim.agentId))];
  // The lock goes first: the others run when it is held.
  const [readyBy, replays, agents, settlements] = await together([
    lockDispatch(tx),
    listClaimRequestsAcrossTenants(tx, keys),
    listClaimingAgentsAcrossTenants(tx, agentIds, tiersEnabled, floors.ofLeases()),
    listSettlementsAcrossTenants(tx, floors.ofSettlements(), SETTLEMENTS_MAX),
  ]);
  // Numbered under the lock, which is held: whatever becomes of this round, that is how they lie.
  floors.noteLeases(agents);
  return { readyBy, replays, agents, settlements };
}

async function decide<C extends Claim>(
  tx: pg.PoolClient,
  claims: readonly C[],
  { readyBy, replays, agents: rows, settlements }: QueueLook,
  { tiersEnabled, isWaiting, isLocking }: RoundOptions<C>,
): Promise<Last<RoundOutcome>> {
  const fresh = claims.filter((claim) => !replays.some((replay) => isSame(replay, claim)));
  const agents = rows.flatMap((row) => toMatchAgent(row, fresh, tiersEnabled));
  const [earned, clocks] = await together([
    settleShares(tx, settlements, tiersEnabled),
    RoundClocks.load(
      tx,
      platformProfilesOf(agents),
      settlements.flatMap(({ laneId }) => laneId ?? []),
    ),
  ]);
  clocks.earn(earned);
  const agentsById = new Map(agents.map((agent) => [agent.id, agent]));
  const profileOf = (id: string) => {
    const agent = agentsById.get(id);
    return agent ? platformProfileOf(agent) : null;
  };
  const { moved, isShort, seen, candidates } = await assign(tx, rows, agentsById, clocks, profileOf, {
    at: readyBy,
    isLocking,
  });
  const shares = shareOut(claims, replays, moved);
  if (shares.some(({ claim, refs, isReplay }) => refs.length > 0 && !isReplay && !isWaiting(claim)))
    throw new ClaimGone();
  const isAwaitedElsewhere = agents.some((agent) => agent.isElsewhere && !agent.isBetweenPolls);
  const isLeftElsewhere = moved.length > 0 && isAwaitedElsewhere && moved.length < seen;
  const sent = together([
    listLeased(
      tx,
      shares.flatMap(({ refs }) => refs),
    ),
    insertClaimRequestsAcrossTenants(tx, newAnswers(shares)),
    chargeRound(tx, moved, candidates, clocks, profileOf),
  ]);
  return new Last(
    sent.then(([leased]) => ({ results: toResults(shares, leased), isLeftElsewhere, isShort })),
  );
}

type MovedJob = Assignment & Pick<AssignedRow, "attempt">;

interface Assigned {
  /** The match less what was cancelled or forbidden in the same instant. */
  moved: MovedJob[];
  isShort: boolean;
  /** How many jobs could have gone. */
  seen: number;
  candidates: CandidateRow[];
}

async function assign(
  tx: pg.PoolClient,
  rows: readonly ClaimingAgentRow[],
  agentsById: ReadonlyMap<string, MatchAgent>,
  clocks: RoundClocks,
  profileOf: (agentId: string) => AgentProfile | null,
  ready: ReadyJobs,
): Promise<Assigned> {
  const nothing = { moved: [], isShort: false, seen: 0, candidates: [] };
  const agents = [...agentsById.values()];
  if (!agents.some((agent) => !agent.isElsewhere)) return nothing;
  const limit = slotsOf(agents, false) + slotsOf(agents, true);
  const [, { tenants, candidates }] = await together([
    clocks.enterFresh(tx),
    fetchMatchTenants(tx, agents, clocks, limit, ready),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const match = matchJobs(agents, tenants, JOBS_MAX);
  const lines = await fetchTenantLines(tx, match, tenants, clocks, profileOf, ready);
  const matched = keepTenantOrder(match.assignments, agentsById, lines, match.left);
  const assignments = matched.flatMap((one): NewAssignment[] => {
    const row = byId.get(one.agentId);
    if (!row) return [];
    const laneId = laneIdOf(one.laneId);
    return [{ ...one, laneId, agentTenantId: row.tenantId, agentName: row.name, tier: row.tier }];
  });
  if (assignments.length === 0) return nothing;
  const rowsMoved = await assignJobsAcrossTenants(tx, assignments, LEASE_SECONDS).catch((error: unknown) => {
    throw JobsAtOdds.of(
      error,
      assignments.map(({ jobId }) => jobId),
    );
  });
  const attempts = new Map(rowsMoved.map(({ jobId, attempt }) => [jobId, attempt]));
  const moved = matched.flatMap((one): MovedJob[] => {
    const attempt = attempts.get(one.jobId);
    return attempt === undefined ? [] : [{ ...one, attempt }];
  });
  return {
    moved,
    isShort: moved.length < assignments.length,
    candidates,
    seen: tenants.reduce((sum, tenant) => sum + tenant.jobs.length, 0),
  };
}

async function listLeased(tx: pg.PoolClient, refs: readonly LeaseRef[]): Promise<LeasedJobRow[]> {
  return refs.length > 0 ? await listLeasedJobsAcrossTenants(tx, refs) : [];
}

function isSame(replay: ClaimRequestRow, claim: Claim): boolean {
  return replay.agentId === claim.agentId && replay.requestId === claim.requestId;
}

function toMatchAgent(row: ClaimingAgentRow, fresh: readonly Claim[], tiersEnabled: boolean): MatchAgent[] {
  const asked = fresh
    .filter((claim) => claim.agentId === row.id)
    .reduce((sum, claim) => sum + claim.maxJobs, 0);
  const idle = row.maxConcurrentJobs - row.currentJobs;
  const freeSlots = row.isWaitingHere ? Math.min(idle, asked) : idle;
  if (row.status !== "active" || row.isPaused || freeSlots <= 0) return [];
  return [
    {
      id: row.id,
      ownerTenantId: row.isPlatformAgent ? null : row.tenantId,
      tier: tiersEnabled ? row.tier : "shared",
      tools: row.tools,
      capabilities: row.capabilities,
      region: row.region,
      loadScore: row.loadScore,
      currentJobs: row.currentJobs,
      freeSlots,
      isElsewhere: !row.isWaitingHere,
      isBetweenPolls: row.isBetweenPolls,
    },
  ];
}

/**
 * How many jobs may fall to the agents here, or to those elsewhere. Beyond JOBS_MAX elsewhere the candidates may run out
 * before a slot here is full; the next round, after those agents were served in theirs, fills it.
 */
function slotsOf(agents: readonly MatchAgent[], isElsewhere: boolean): number {
  const slots = agents
    .filter((agent) => agent.isElsewhere === isElsewhere)
    .reduce((sum, agent) => sum + agent.freeSlots, 0);
  return Math.min(JOBS_MAX, slots);
}

/** What a claim is given. */
interface Share<C> {
  claim: C;
  refs: LeaseRef[];
  isReplay: boolean;
}

function shareOut<C extends Claim>(
  claims: readonly C[],
  replays: readonly ClaimRequestRow[],
  moved: readonly MovedJob[],
): Share<C>[] {
  const left = new Map<string, MovedJob[]>();
  for (const job of moved) left.set(job.agentId, [...(left.get(job.agentId) ?? []), job]);
  return claims.map((claim) => {
    const { agentId, maxJobs } = claim;
    const replay = replays.find((candidate) => isSame(candidate, claim));
    const jobs = replay
      ? replay.jobs.map(({ job_id: jobId, attempt }) => ({ jobId, attempt }))
      : (left.get(agentId)?.splice(0, maxJobs) ?? []);
    const refs = jobs.map(({ jobId, attempt }) => ({ agentId, jobId, attempt }));
    return { claim, refs, isReplay: replay !== undefined };
  });
}

/** Kept for the case that a claim is sent again. */
function newAnswers(shares: readonly Share<Claim>[]): ClaimRequestRow[] {
  return shares.flatMap(({ claim: { agentId, requestId }, refs, isReplay }) => {
    if (requestId === null || isReplay || refs.length === 0) return [];
    return [{ agentId, requestId, jobs: refs.map(({ jobId, attempt }) => ({ job_id: jobId, attempt })) }];
  });
}

/** Of what was given before those that still live. */
function toResults(shares: readonly Share<Claim>[], leased: readonly LeasedJobRow[]): ClaimResult[] {
  const keyOf = ({ agentId, jobId, attempt }: LeaseRef) => `${agentId} ${jobId} ${attempt}`;
  // What a claim was given before may be another's by now.
  const live = new Map(leased.map((row) => [keyOf({ ...row, jobId: row.id }), row]));
  return shares.map(({ refs, isReplay }) => ({
    jobs: refs.flatMap((ref) => live.get(keyOf(ref)) ?? []),
    isReplay,
  }));
}
