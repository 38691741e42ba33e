import type pg from "pg";
import { assignJobsAcrossTenants, type NewAssignment } from "@/lib/db/queue/assign-jobs";
import {
  type ClaimRequestRow,
  insertClaimRequestsAcrossTenants,
  listClaimRequestsAcrossTenants,
} from "@/lib/db/queue/claim-requests";
import type { CandidateRow } from "@/lib/db/queue/list-candidates";
import { type ClaimingAgentRow, listClaimingAgentsAcrossTenants } from "@/lib/db/queue/list-claiming-agents";
import {
  type LeasedJobRow,
  type LeaseRef,
  listLeasedJobsAcrossTenants,
} from "@/lib/db/queue/list-leased-jobs";
import { listSettlementsAcrossTenants, type SettlementRow } from "@/lib/db/queue/list-settlements";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { lookupTransaction, together } from "@/lib/db/transaction";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import { type Assignment, type MatchAgent, matchJobs } from "@/lib/domain/queue/match-jobs";
import { isAnswerOf } from "@/lib/services/agent-protocol/admit-claims";
import { chargeRound } from "@/lib/services/agent-protocol/charge-round";
import {
  fetchMatchTenants,
  platformProfileOf,
  platformProfilesOf,
} from "@/lib/services/agent-protocol/fetch-match-tenants";
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
}

/** Jobs assigned in one round at most; more claims are served by the next round, at once. */
const JOBS_MAX = 400;

/** Ends the transaction of a round whose answer would reach nobody. */
class ClaimGone extends Error {}

/**
 * One round of the queue: every claim that waits in this process is answered from one short transaction.
 *
 * Promise: under the dispatch lock the limits are exact and the order total; see matchJobs for who gets what.
 * A claim whose request id was answered before gets that answer again, with the leases that still live.
 * Failure: throws and assigns nothing; a commit whose answer is lost is repaired by the request id or by lease expiry.
 * Answers null, with nothing changed, when a claim that was about to
 * get jobs has gone meanwhile (`isWaiting` is asked right before the commit): the caller looks again.
 */
export async function dispatchRound<C extends Claim>(
  db: pg.Pool,
  claims: readonly C[],
  tiersEnabled: boolean,
  isWaiting: (claim: C) => boolean,
): Promise<RoundOutcome | null> {
  try {
    return await lookupTransaction(db, {
      look: (tx) => lookAtQueue(tx, claims, tiersEnabled),
      work: async (tx, looked) => {
        const outcome = await decide(tx, claims, tiersEnabled, looked);
        if (claims.some((claim, index) => outcome.results[index]?.jobs.length && !isWaiting(claim)))
          throw new ClaimGone();
        return outcome;
      },
    });
  } catch (error) {
    if (error instanceof ClaimGone) return null;
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
): Promise<QueueLook> {
  const keys = claims.flatMap(({ agentId, requestId }) =>
    requestId === null ? [] : [{ agentId, requestId }],
  );
  const agentIds = [...new Set(claims.map((claim) => claim.agentId))];
  // The lock goes first: the others run when it is held.
  const [readyBy, replays, agents, settlements] = await together([
    lockDispatch(tx),
    listClaimRequestsAcrossTenants(tx, keys),
    listClaimingAgentsAcrossTenants(tx, agentIds, tiersEnabled),
    listSettlementsAcrossTenants(tx, SETTLEMENTS_MAX),
  ]);
  return { readyBy, replays, agents, settlements };
}

async function decide(
  tx: pg.PoolClient,
  claims: readonly Claim[],
  tiersEnabled: boolean,
  { readyBy, replays, agents: rows, settlements }: QueueLook,
): Promise<RoundOutcome> {
  const fresh = claims.filter((claim) => !replays.some((replay) => isSame(replay, claim)));
  const agents = rows.flatMap((row) => toMatchAgent(row, fresh, tiersEnabled));
  const [, clocks] = await together([
    settleShares(tx, settlements),
    RoundClocks.load(tx, platformProfilesOf(agents)),
  ]);
  const { moved, seen, candidates } = await assign(tx, rows, agents, clocks, readyBy);
  const agentsById = new Map(agents.map((agent) => [agent.id, agent]));
  const profileOf = (id: string) => {
    const agent = agentsById.get(id);
    return agent ? platformProfileOf(agent) : null;
  };
  const [results] = await together([
    answer(tx, claims, replays, moved),
    chargeRound(tx, moved, candidates, clocks, profileOf),
  ]);
  const isAwaitedElsewhere = agents.some((agent) => agent.isElsewhere && !agent.isBetweenPolls);
  return { results, isLeftElsewhere: moved.length > 0 && isAwaitedElsewhere && moved.length < seen };
}

interface Assigned {
  /** The match less what was cancelled or forbidden in the same instant. */
  moved: Assignment[];
  /** How many jobs could have gone. */
  seen: number;
  candidates: CandidateRow[];
}

async function assign(
  tx: pg.PoolClient,
  rows: readonly ClaimingAgentRow[],
  agents: readonly MatchAgent[],
  clocks: RoundClocks,
  readyBy: string,
): Promise<Assigned> {
  const nothing = { moved: [], seen: 0, candidates: [] };
  if (!agents.some((agent) => !agent.isElsewhere)) return nothing;
  const limit = slotsOf(agents, false) + slotsOf(agents, true);
  const [, { tenants, candidates }] = await together([
    clocks.enterFresh(tx),
    fetchMatchTenants(tx, agents, clocks, limit, readyBy),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const matched = matchJobs(agents, tenants, JOBS_MAX);
  const assignments = matched.flatMap((match): NewAssignment[] => {
    const row = byId.get(match.agentId);
    if (!row) return [];
    const laneId = laneIdOf(match.laneId);
    return [{ ...match, laneId, agentTenantId: row.tenantId, agentName: row.name, tier: row.tier }];
  });
  if (assignments.length === 0) return nothing;
  const movedIds = new Set(await assignJobsAcrossTenants(tx, assignments, LEASE_SECONDS));
  const moved = matched.filter((match) => movedIds.has(match.jobId));
  return { moved, candidates, seen: tenants.reduce((sum, tenant) => sum + tenant.jobs.length, 0) };
}

/** What each claim is given, kept for the case that it is sent again. */
async function answer(
  tx: pg.PoolClient,
  claims: readonly Claim[],
  replays: readonly ClaimRequestRow[],
  moved: readonly Assignment[],
): Promise<ClaimResult[]> {
  const before = replays.flatMap((r) =>
    r.jobs.map((j) => ({ agentId: r.agentId, jobId: j.job_id, attempt: j.attempt })),
  );
  const now = moved.map(({ agentId, jobId }) => ({ agentId, jobId, attempt: null }));
  const [repeated, assigned] = await together([listLeased(tx, before), listLeased(tx, now)]);
  const results = shareOut(claims, replays, repeated, assigned);
  await insertClaimRequestsAcrossTenants(tx, newAnswers(claims, results));
  return results;
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

function shareOut(
  claims: readonly Claim[],
  replays: readonly ClaimRequestRow[],
  repeated: readonly LeasedJobRow[],
  assigned: readonly LeasedJobRow[],
): ClaimResult[] {
  const left = [...assigned];
  return claims.map((claim) => {
    const replay = replays.find((candidate) => isSame(candidate, claim));
    if (replay) return { jobs: repeated.filter((job) => isAnswerOf(replay, job)), isReplay: true };
    const jobs = left.filter((job) => job.agentId === claim.agentId).slice(0, claim.maxJobs);
    for (const job of jobs) left.splice(left.indexOf(job), 1);
    return { jobs, isReplay: false };
  });
}

function newAnswers(claims: readonly Claim[], results: readonly ClaimResult[]): ClaimRequestRow[] {
  return claims.flatMap(({ agentId, requestId }, index) => {
    const { jobs, isReplay } = results[index] ?? { jobs: [], isReplay: false };
    if (requestId === null || isReplay || jobs.length === 0) return [];
    return [{ agentId, requestId, jobs: jobs.map((job) => ({ job_id: job.id, attempt: job.attempt })) }];
  });
}
