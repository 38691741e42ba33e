import type pg from "pg";
import { assignJobsAcrossTenants, type NewAssignment } from "@/lib/db/queue/assign-jobs";
import {
  type ClaimRequestRow,
  insertClaimRequestsAcrossTenants,
  listClaimRequestsAcrossTenants,
} from "@/lib/db/queue/claim-requests";
import {
  type AgentProfile,
  type CandidateRow,
  listCandidatesAcrossTenants,
} from "@/lib/db/queue/list-candidates";
import { type ClaimingAgentRow, listClaimingAgentsAcrossTenants } from "@/lib/db/queue/list-claiming-agents";
import {
  type LeasedJobRow,
  type LeaseRef,
  listLeasedJobsAcrossTenants,
} from "@/lib/db/queue/list-leased-jobs";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import { AGING_MINUTES_MAX, effectivePriority } from "@/lib/domain/job/effective-priority";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import { type MatchAgent, type MatchJob, type MatchTenant, matchJobs } from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY } from "@/lib/domain/tier/tier";

export interface Claim {
  agentId: string;
  maxJobs: number;
  requestId: string | null;
}

/** Slots filled in one round at most; more claims are served by the next round, at once. */
const SLOTS_MAX = 100;

/**
 * One round of the queue: every claim that waits in this process is answered from one short transaction.
 *
 * Promise: under the dispatch lock the limits are exact and the order total; see matchJobs for who gets what.
 * A claim whose request id was answered before gets that answer again, with the leases that still live.
 * Failure: throws and assigns nothing; a commit whose answer is lost is repaired by the request id or by lease expiry.
 * Answers the jobs of each claim, in the order of `claims`; empty where there is nothing to do.
 */
export async function dispatchRound(
  db: pg.Pool,
  claims: readonly Claim[],
  tiersEnabled: boolean,
): Promise<LeasedJobRow[][]> {
  return await transaction(db, async (tx) => {
    await lockDispatch(tx);
    const keys = claims.flatMap(({ agentId, requestId }) =>
      requestId === null ? [] : [{ agentId, requestId }],
    );
    const replays = await listClaimRequestsAcrossTenants(tx, keys);
    const fresh = claims.filter((claim) => !replays.some((replay) => isSame(replay, claim)));
    const rows = await listClaimingAgentsAcrossTenants(tx, [
      ...new Set(claims.map((claim) => claim.agentId)),
    ]);
    const agents = rows.flatMap((row) => toMatchAgent(row, fresh, tiersEnabled));
    const tenants = await fetchTenants(tx, agents);
    const assignments = matchJobs(agents, tenants).flatMap(({ jobId, agentId }): NewAssignment[] => {
      const row = rows.find((candidate) => candidate.id === agentId);
      return row
        ? [{ jobId, agentId, agentTenantId: row.tenantId, agentName: row.name, tier: row.tier }]
        : [];
    });
    const moved = new Set(
      assignments.length > 0 ? await assignJobsAcrossTenants(tx, assignments, LEASE_SECONDS) : [],
    );
    const refs = [
      ...replays.flatMap((r) =>
        r.jobs.map((j): LeaseRef => ({ agentId: r.agentId, jobId: j.job_id, attempt: j.attempt })),
      ),
      ...assignments
        .filter((a) => moved.has(a.jobId))
        .map((a): LeaseRef => ({ agentId: a.agentId, jobId: a.jobId, attempt: null })),
    ];
    const leased = refs.length > 0 ? await listLeasedJobsAcrossTenants(tx, refs) : [];
    const answers = shareOut(claims, replays, leased);
    await insertClaimRequestsAcrossTenants(tx, newAnswers(fresh, claims, answers));
    return answers;
  });
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
  if (row.status !== "active" || freeSlots <= 0) return [];
  return [
    {
      id: row.id,
      tier: tiersEnabled ? row.tier : "shared",
      tools: row.tools,
      capabilities: row.capabilities,
      region: row.region,
      loadScore: row.loadScore,
      currentJobs: row.currentJobs,
      freeSlots,
      isElsewhere: !row.isWaitingHere,
    },
  ];
}

async function fetchTenants(tx: pg.PoolClient, agents: readonly MatchAgent[]): Promise<MatchTenant[]> {
  if (!agents.some((agent) => !agent.isElsewhere)) return [];
  const slots = Math.min(
    SLOTS_MAX,
    agents.reduce((sum, agent) => sum + agent.freeSlots, 0),
  );
  const tenants = new Map<string, { room: number; jobs: Map<string, CandidateRow> }>();
  for (const profile of profilesOf(agents)) {
    for (const row of await listCandidatesAcrossTenants(tx, profile, slots, AGING_MINUTES_MAX)) {
      const tenant = tenants.get(row.tenantId) ?? { room: row.room, jobs: new Map<string, CandidateRow>() };
      tenant.jobs.set(row.jobId, row);
      tenants.set(row.tenantId, tenant);
    }
  }
  return [...tenants].map(([id, { room, jobs }]) => ({
    id,
    room,
    jobs: [...jobs.values()].sort(inTenantOrder).map(toMatchJob),
  }));
}

function profilesOf(agents: readonly MatchAgent[]): AgentProfile[] {
  const profiles = new Map<string, AgentProfile>();
  for (const { tier, tools, capabilities } of agents) {
    const profile = {
      tierPriority: TIER_PRIORITY[tier],
      tools: [...tools].sort(),
      capabilities: [...capabilities].sort(),
    };
    profiles.set(JSON.stringify(profile), profile);
  }
  return [...profiles.values()];
}

function inTenantOrder(a: CandidateRow, b: CandidateRow): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  return a.queuedAt.getTime() - b.queuedAt.getTime() || (a.jobId < b.jobId ? -1 : 1);
}

function toMatchJob(row: CandidateRow): MatchJob {
  return {
    id: row.jobId,
    tool: row.tool,
    capabilities: row.capabilities,
    region: row.region,
    tierCeiling: row.tierCeiling,
    effectivePriority: effectivePriority(row.priorityBase, row.waitedSeconds),
    queuedAt: row.queuedAt,
  };
}

function shareOut(
  claims: readonly Claim[],
  replays: readonly ClaimRequestRow[],
  leased: readonly LeasedJobRow[],
): LeasedJobRow[][] {
  const replayed = new Set(replays.flatMap((replay) => replay.jobs.map((job) => job.job_id)));
  const left = leased.filter((job) => !replayed.has(job.id));
  return claims.map((claim) => {
    const replay = replays.find((candidate) => isSame(candidate, claim));
    if (replay) return leased.filter((job) => replay.jobs.some((known) => known.job_id === job.id));
    const own = left.filter((job) => job.agentId === claim.agentId).slice(0, claim.maxJobs);
    for (const job of own) left.splice(left.indexOf(job), 1);
    return own;
  });
}

function newAnswers(
  fresh: readonly Claim[],
  claims: readonly Claim[],
  answers: readonly LeasedJobRow[][],
): ClaimRequestRow[] {
  return fresh.flatMap((claim) => {
    const jobs = answers[claims.indexOf(claim)] ?? [];
    if (claim.requestId === null || jobs.length === 0) return [];
    const refs = jobs.map((job) => ({ job_id: job.id, attempt: job.attempt }));
    return [{ agentId: claim.agentId, requestId: claim.requestId, jobs: refs }];
  });
}
