import type pg from "pg";
import { beginPollingAcrossTenants, type PollStart, type StartedPoll } from "@/lib/db/queue/begin-polling";
import { type ClaimRequestRow, listClaimRequestsAcrossTenants } from "@/lib/db/queue/list-claim-requests";
import { type LeasedJobRow, listLeasedJobsAcrossTenants } from "@/lib/db/queue/list-leased-jobs";
import { type CancelOrderRow, takeCancelOrdersAcrossTenants } from "@/lib/db/queue/take-cancel-orders";
import { lookupStatement } from "@/lib/db/transaction";
import { type AgentStatus, DEGRADED_SECONDS } from "@/lib/domain/agent/liveness";
import { AppError } from "@/lib/domain/errors";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import type { TopicAgent } from "@/lib/live/queue-topics";

export interface NewClaim {
  agentId: string;
  maxJobs: number;
  requestId: string | null;
  waitMs: number;
  /** It is likely to be given jobs at once. */
  isLight: boolean;
}

export interface AdmittedPoll extends TopicAgent {
  status: AgentStatus;
  /** What to end the poll by; null: nothing says how long it waits. */
  mark: string | null;
  /** It is to be admitted again, and not lightly, before it is left to wait. */
  isLight: boolean;
}

export type Verdict =
  /** With `answer` at once, else it waits. */
  | { poll: AdmittedPoll; answer: { jobs: LeasedJobRow[]; cancel: CancelOrderRow[] } | null }
  | { poll: AdmittedPoll | null; refusal: AppError };

/**
 * Looks at claims that have just come, all at once; answers a verdict for each, in their order. Each is a sign of life.
 * An agent that drains gets its orders and no job; a disabled one that wants jobs is refused with `agent_disabled`.
 * Theirs are answered here also where they repeat a `requestId`, with the same jobs as far as their leases still live;
 * other repeats are for the round to find.
 */
export async function admitClaims(db: pg.Pool, claims: readonly NewClaim[]): Promise<Verdict[]> {
  const polls = new Map((await begin(db, claims)).map((poll) => [poll.agentId, poll]));
  const draining = claims.filter(
    ({ agentId, maxJobs }) => maxJobs > 0 && (polls.get(agentId)?.status ?? "active") !== "active",
  );
  const replays = await findReplays(db, draining);
  const orders =
    draining.length > 0
      ? await takeCancelOrdersAcrossTenants(db, [...new Set(draining.map((claim) => claim.agentId))])
      : [];
  return claims.map((claim): Verdict => {
    const started = polls.get(claim.agentId);
    if (!started) {
      return { poll: null, refusal: new AppError("unauthenticated", "The agent has been deleted.") };
    }
    const { status, mark, tier, isPlatformAgent } = started;
    const isPreferred = preferredSeconds(claim) > 0;
    const isLight = isPreferred && claim.isLight;
    const poll = { status, mark: isPreferred ? mark : null, isLight, tier, isPlatformAgent };
    const replay = replays(claim);
    if (replay) return { poll, answer: { jobs: replay, cancel: [] } };
    if (claim.maxJobs === 0 || poll.status === "active") return { poll, answer: null };
    if (poll.status === "disabled") return { poll, refusal: disabled() };
    const cancel = orders.filter((order) => order.agentId === claim.agentId);
    return { poll, answer: { jobs: [], cancel } };
  });
}

async function begin(db: pg.Pool, claims: readonly NewClaim[]): Promise<StartedPoll[]> {
  const starts = new Map<string, PollStart>();
  for (const claim of claims) {
    const { agentId } = claim;
    const wanted = preferredSeconds(claim);
    const start = starts.get(agentId) ?? { agentId, preferredSeconds: 0, isLight: true };
    start.preferredSeconds = Math.max(start.preferredSeconds, wanted);
    if (wanted > 0 && !claim.isLight) start.isLight = false;
    starts.set(agentId, start);
  }
  return await beginPollingAcrossTenants(db, [...starts.values()], DEGRADED_SECONDS);
}

/** Nothing is left to an agent that waits for orders only. */
function preferredSeconds({ maxJobs, waitMs }: NewClaim): number {
  return waitMs > 0 && maxJobs > 0 ? waitMs / 1000 + POLL_GRACE_SECONDS : 0;
}

async function findReplays(
  db: pg.Pool,
  claims: readonly NewClaim[],
): Promise<(claim: NewClaim) => LeasedJobRow[] | null> {
  const keys = claims.flatMap(({ agentId, requestId }) =>
    requestId === null ? [] : [{ agentId, requestId }],
  );
  if (keys.length === 0) return () => null;
  const known = await lookupStatement(db, (tx) => listClaimRequestsAcrossTenants(tx, keys));
  const refs = known.flatMap(({ agentId, jobs }) =>
    jobs.map((job) => ({ agentId, jobId: job.job_id, attempt: job.attempt })),
  );
  const leased =
    refs.length > 0 ? await lookupStatement(db, (tx) => listLeasedJobsAcrossTenants(tx, refs)) : [];
  return ({ agentId, requestId }) => {
    const replay = known.find((one) => one.agentId === agentId && one.requestId === requestId);
    return replay ? leased.filter((job) => isAnswerOf(replay, job)) : null;
  };
}

function isAnswerOf(replay: ClaimRequestRow, job: LeasedJobRow): boolean {
  return (
    job.agentId === replay.agentId &&
    replay.jobs.some((known) => known.job_id === job.id && known.attempt === job.attempt)
  );
}

function disabled(): AppError {
  return new AppError(
    "agent_disabled",
    "An admin has disabled this agent. It gets no new jobs until it is enabled.",
  );
}
