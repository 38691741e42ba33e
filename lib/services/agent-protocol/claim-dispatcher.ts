import type pg from "pg";
import { endPollingAcrossTenants, type PollEnd } from "@/lib/db/queue/end-polling";
import { findWorkHintAcrossTenants, type WorkHint } from "@/lib/db/queue/find-work-hint";
import type { LeasedJobRow } from "@/lib/db/queue/list-leased-jobs";
import { type CancelOrderRow, takeCancelOrdersAcrossTenants } from "@/lib/db/queue/take-cancel-orders";
import { together } from "@/lib/db/transaction";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { concernsAgent, QUEUE_TOPICS, type QueueTopic } from "@/lib/live/queue-topics";
import { waitForWake, wake } from "@/lib/live/wake-hub";
import { log } from "@/lib/log";
import { SeldomWarning } from "@/lib/seldom-warning";
import { type AdmittedPoll, admitClaims } from "@/lib/services/agent-protocol/admit-claims";
import { type Claim, dispatchRound, type RoundOutcome } from "@/lib/services/agent-protocol/dispatch-round";
import { queueFloors } from "@/lib/services/agent-protocol/queue-floors";
import { RoundPace } from "@/lib/services/agent-protocol/round-pace";
import { WaitingClaims } from "@/lib/services/agent-protocol/waiting-claims";

export interface DispatchAnswer {
  jobs: LeasedJobRow[];
  cancel: CancelOrderRow[];
  /** The admin's word on the agent; null: the claim was given up before all was looked up, its jobs if it is a repeat. */
  agentStatus: AgentStatus | null;
}

interface Waiter extends Claim {
  expiresAt: number;
  /** Set when the claim has been admitted: the agent exists and may wait. */
  poll: AdmittedPoll | null;
  /** A round commits jobs for it: whatever ends it meanwhile, it is answered with what has become of them. */
  isBeingGiven: boolean;
  /** It is known whether it repeats a claim that was given jobs. */
  isLookedAt: boolean;
  isAborted: () => boolean;
  settle: (found: Partial<DispatchAnswer>) => void;
  fail: (error: unknown) => void;
}

/** The polling floor: a wake that was lost, or that other processes cannot send, costs at most this. */
const TICK_MS = 1_000;
/** So late a poll that is over may be answered, so that many end together. */
const EXPIRY_MS = 100;
/** So often a round is run again where what was to go did not, as it was just being cancelled or the like. */
const SHORT_ROUNDS_MAX = 3;
/** How often the agents that wait here are noted as alive; agents that beat as often are left out. */
const SEEN_MS = 5_000;
/** While there is always something to give, orders and moves of agents are asked for no more often; beats tell of them, too. */
const BUSY_HINT_MS = 200;
/** What is taken for granted between. */
const BUSY_HINT: WorkHint = {
  hasClaimable: true,
  hasWork: true,
  hasOrders: false,
  hasReplay: true,
  moved: [],
};

/**
 * Gathers the claims that wait in this process and answers them in rounds: one query a tick while nothing is to be
 * done, one transaction for all of them when something is. Runs only while somebody waits.
 *
 * Promise: every claim is settled, at the latest a round after its time; a claim whose time is up has been looked at at
 * least once; nothing is assigned to a claim that was given up before the last statements of its round, and one that is
 * ended after them is answered with what it was given; of one agent's claims only the latest four wait, older ones are
 * answered empty. An agent that waits here counts as alive without a beat; when this process dies, that freshness runs out.
 * Failure: an error of the database fails the claims that were waiting, which ask again; the dispatcher goes on.
 */
export class ClaimDispatcher {
  private readonly waiters = new WaitingClaims<Waiter>();
  private readonly pace = new RoundPace();
  private readonly ends: PollEnd[] = [];
  private running = false;
  /** The last round had something to give: so has the next, probably. */
  private isBusy = false;
  private hintedAt = 0;
  private seenAt = performance.now();
  private readonly unended = new SeldomWarning(
    "the ends of polls could not be noted; their marks run out",
    log,
  );
  private readonly unseen = new SeldomWarning("agents that wait here could not be noted as alive", log);

  constructor(
    private readonly db: pg.Pool,
    private readonly tiersEnabled: boolean,
    private readonly tickMs = TICK_MS,
  ) {}

  /**
   * Waits for jobs or orders at most `waitMs`; answers empty when the time is up, `signal` aborts, or the agent's status
   * is another than when it began to wait.
   */
  async wait(claim: Claim, waitMs: number, signal: AbortSignal): Promise<DispatchAnswer> {
    return await new Promise<DispatchAnswer>((resolve, reject) => {
      const finish = (act: () => void) => {
        if (this.waiters.remove(waiter)) this.noteEnd(waiter);
        signal.removeEventListener("abort", abandon);
        act();
      };
      const waiter: Waiter = {
        ...claim,
        expiresAt: performance.now() + waitMs,
        poll: null,
        isBeingGiven: false,
        isLookedAt: claim.requestId === null,
        isAborted: () => signal.aborted,
        settle: (found) =>
          finish(() => resolve({ jobs: [], cancel: [], agentStatus: waiter.poll?.status ?? null, ...found })),
        fail: (error) => finish(() => reject(error)),
      };
      const abandon = () => this.letGo([waiter]);
      if (signal.aborted) return waiter.settle({});
      signal.addEventListener("abort", abandon);
      for (const replaced of this.waiters.replacedBy(claim)) if (!replaced.isBeingGiven) replaced.settle({});
      this.waiters.add(waiter);
      this.pace.noteNew(waitMs);
      void this.run();
    });
  }

  /**
   * Whoever hung up is not preferred for a job any more; whoever was answered is about to ask again. The mark of a poll
   * whose time is up runs out by itself just then.
   */
  private noteEnd({ agentId, poll, expiresAt, isAborted }: Waiter): void {
    if (!poll?.mark || (!isAborted() && expiresAt <= performance.now())) return;
    this.ends.push({ agentId, mark: poll.mark, graceSeconds: isAborted() ? 0 : POLL_GRACE_SECONDS });
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (this.waiters.size > 0 || this.ends.length > 0) {
        // Listen before looking, so that a change during the round starts the next one.
        const listening = new AbortController();
        const woken = waitForWake(QUEUE_TOPICS, this.tickMs, listening.signal, (topic) =>
          this.concerns(topic),
        );
        const flushed = this.flushEnds();
        this.pace.beginRound();
        const present = this.waiters.list();
        if (present.length > 0) this.isBusy = await this.round(present);
        await flushed;
        this.settleExpired(present);
        await this.keepSeen();
        const isDone = !this.isBusy && this.ends.length === 0 && !this.waiters.list().some(isAdmittedLightly);
        if (isDone && this.waiters.size > 0) {
          await this.pace.rest(woken, EXPIRY_MS, () => this.endExpired());
        }
        listening.abort(null);
      }
    } catch (error) {
      for (const waiter of this.waiters.list()) waiter.fail(error);
    } finally {
      this.running = false;
    }
  }

  /** News of tiers of which no agent waits here are for other processes; of an agent that has just come nobody knows yet. */
  private concerns(topic: QueueTopic): boolean {
    const concerns = this.waiters.list().some(({ poll }) => poll === null || concernsAgent(topic, poll));
    if (!concerns) this.pace.noteNews();
    return concerns;
  }

  /** A mark that is not taken back runs out by itself. */
  private async flushEnds(): Promise<void> {
    const ends = this.ends.splice(0);
    if (ends.length === 0) return;
    await endPollingAcrossTenants(this.db, ends).catch((error: unknown) => {
      // A server that stops has closed its connections, and that is no news.
      if (!this.db.ending) this.unended.tell(error);
    });
    // Elsewhere a job may have been left to an agent that has hung up.
    if (ends.some((end) => end.graceSeconds === 0)) wake("queue");
  }

  /** Polls whose time is up need no other look. Answers whether nobody is left. */
  private endExpired(): boolean {
    this.settleExpired(this.admitted());
    return this.waiters.size === 0;
  }

  private admitted(): Waiter[] {
    return this.waiters.list().filter((waiter) => waiter.poll !== null);
  }

  /** Only freshness is lost when it fails. */
  private async keepSeen(): Promise<void> {
    if (performance.now() - this.seenAt < SEEN_MS) return;
    this.seenAt = performance.now();
    const agentIds = [...new Set(this.admitted().map((waiter) => waiter.agentId))];
    if (agentIds.length === 0) return;
    await ephemeralState(this.db)
      .keepSeen(agentIds, SEEN_MS / 1000)
      .catch((error: unknown) => this.unseen.tell(error));
  }

  /** Answers whether there may be more to do at once. */
  private async round(present: readonly Waiter[]): Promise<boolean> {
    try {
      const [hint] = await together([
        this.findHint(present),
        this.admit(present.filter((waiter) => waiter.poll === null || isAdmittedLightly(waiter))),
      ]);
      if (!hint.hasReplay) for (const waiter of present) waiter.isLookedAt = true;
      const admitted = present.filter((waiter) => this.waiters.has(waiter));
      if (admitted.length === 0) return true;
      // An agent that has a job of its kind may be back at any moment: whoever comes is looked at then.
      if (!hint.hasWork && !hint.hasReplay && !hint.hasOrders) this.pace.noteQuiet();
      const ordered = hint.hasOrders && (await this.deliverOrders(admitted));
      this.settleMoved(admitted, hint.moved);
      if (this.wanting(admitted).length === 0 || !(hint.hasClaimable || hint.hasReplay)) return ordered;
      return (await this.giveOut(admitted)) || ordered;
    } catch (error) {
      queueFloors(this.db).forget();
      // Also those that have come meanwhile: they have waited for this round, and would wait as long for the next.
      for (const waiter of this.waiters.list()) waiter.fail(error);
      return false;
    }
  }

  private wanting(admitted: readonly Waiter[]): Waiter[] {
    return admitted.filter((waiter) => waiter.maxJobs > 0 && this.waiters.has(waiter));
  }

  /**
   * Gives out what there is, and answers whether there may be more to do at once. When a claim was given up in the last
   * moment and nothing was done, or what was to go is with somebody else, the rest have not been looked at as they
   * should be: another try.
   */
  private async giveOut(admitted: readonly Waiter[]): Promise<boolean> {
    let served = 0;
    let shortRounds = 0;
    const isWaiting = (waiter: Waiter) => {
      waiter.isBeingGiven = this.waiters.has(waiter) && !waiter.isAborted();
      return waiter.isBeingGiven;
    };
    for (let claims = this.wanting(admitted); claims.length > 0; claims = this.wanting(admitted)) {
      const options = { tiersEnabled: this.tiersEnabled, isWaiting, isLocking: shortRounds > 0 };
      const outcome = await dispatchRound(this.db, claims, options);
      served += this.settleGiven(claims, outcome);
      if (outcome?.isShort) shortRounds += 1;
      if (outcome && (!outcome.isShort || shortRounds === SHORT_ROUNDS_MAX)) return served > 0;
    }
    return true;
  }

  /** Answers how many claims are settled by what a round has given; null: nothing was done. */
  private settleGiven(claims: readonly Waiter[], outcome: RoundOutcome | null): number {
    let served = 0;
    for (const [index, { jobs, isReplay }] of outcome?.results.entries() ?? []) {
      if (!isReplay && jobs.length === 0) continue;
      claims[index]?.settle({ jobs });
      served += 1;
    }
    if (outcome !== null) for (const claim of claims) claim.isLookedAt = true;
    this.endGiving(claims);
    if (served > 0) wake("events");
    // Another process may have left to an agent here what this one has now no slot for.
    if (served > 0 && outcome?.isLeftElsewhere) wake("queue");
    return served;
  }

  /** The round has given them all that it had. */
  private endGiving(claims: readonly Waiter[]): void {
    for (const waiter of claims) waiter.isBeingGiven = false;
    this.letGo(claims.filter((waiter) => waiter.isAborted()));
  }

  /** Ended from outside. Of whom nobody knows what it was given before nothing is said. */
  private letGo(waiters: readonly Waiter[]): void {
    for (const waiter of waiters)
      if (!waiter.isBeingGiven) waiter.settle(waiter.isLookedAt ? {} : { agentStatus: null });
  }

  private async findHint(present: readonly Waiter[]): Promise<WorkHint> {
    if (this.isBusy && performance.now() - this.hintedAt < BUSY_HINT_MS) return BUSY_HINT;
    this.hintedAt = performance.now();
    return await findWorkHintAcrossTenants(
      this.db,
      present.map(({ agentId, maxJobs, requestId, poll }) => ({
        agentId,
        wantsJobs: maxJobs > 0,
        requestId,
        agentStatus: poll?.status ?? null,
      })),
      this.tiersEnabled,
    );
  }

  /** New claims, and those that wait after all: is there such an agent, and may it wait? */
  private async admit(fresh: readonly Waiter[]): Promise<void> {
    if (fresh.length === 0) return;
    const verdicts = await admitClaims(
      this.db,
      fresh.map(({ agentId, maxJobs, requestId, expiresAt, poll }) => ({
        agentId,
        maxJobs,
        requestId,
        waitMs: Math.max(0, expiresAt - performance.now()),
        isLight: this.isBusy && poll === null,
      })),
    );
    for (const [index, waiter] of fresh.entries()) {
      const verdict = verdicts[index];
      if (!verdict) continue;
      if (!this.waiters.has(waiter)) {
        // It hung up while its poll was begun: nobody else knows of the mark.
        if (verdict.poll?.mark)
          this.ends.push({ agentId: waiter.agentId, mark: verdict.poll.mark, graceSeconds: 0 });
        continue;
      }
      waiter.poll = verdict.poll;
      if ("refusal" in verdict) waiter.fail(verdict.refusal);
      else if (verdict.answer) waiter.settle(verdict.answer);
    }
  }

  private settleMoved(waiters: readonly Waiter[], moved: WorkHint["moved"]): void {
    const statuses = new Map(moved.map(({ agentId, status }) => [agentId, status]));
    for (const waiter of waiters) {
      const agentStatus = statuses.get(waiter.agentId);
      if (agentStatus !== undefined) waiter.settle({ agentStatus });
    }
  }

  private async deliverOrders(waiters: readonly Waiter[]): Promise<boolean> {
    const agentIds = [...new Set(waiters.map((waiter) => waiter.agentId))];
    const orders = await takeCancelOrdersAcrossTenants(this.db, agentIds);
    for (const agentId of new Set(orders.map((order) => order.agentId))) {
      const waiter = waiters.find(
        (candidate) => candidate.agentId === agentId && this.waiters.has(candidate),
      );
      waiter?.settle({ cancel: orders.filter((order) => order.agentId === agentId) });
    }
    return orders.length > 0;
  }

  private settleExpired(waiters: readonly Waiter[]): void {
    const now = performance.now();
    for (const waiter of waiters) if (waiter.expiresAt <= now) waiter.settle({});
  }
}

function isAdmittedLightly({ poll }: Waiter): boolean {
  return poll?.isLight === true;
}

/** The process's dispatcher for a pool. */
export function claimDispatcher(db: pg.Pool, tiersEnabled: boolean): ClaimDispatcher {
  return onePerOwner("claim-dispatcher", db, () => new ClaimDispatcher(db, tiersEnabled));
}
