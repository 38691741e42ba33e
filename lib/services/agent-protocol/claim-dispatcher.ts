import type pg from "pg";
import { findWorkHintAcrossTenants, type WorkHint } from "@/lib/db/queue/find-work-hint";
import { keepPollingAgentsSeenAcrossTenants } from "@/lib/db/queue/keep-polling-agents-seen";
import type { LeasedJobRow } from "@/lib/db/queue/list-leased-jobs";
import { endPollingAcrossTenants, type PollEnd } from "@/lib/db/queue/set-polling";
import { type CancelOrderRow, takeCancelOrdersAcrossTenants } from "@/lib/db/queue/take-cancel-orders";
import type { AgentStatus } from "@/lib/domain/agent/liveness";
import { POLL_GRACE_SECONDS } from "@/lib/domain/job/lease";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { waitForWake, wake } from "@/lib/live/wake-hub";
import { admitClaims } from "@/lib/services/agent-protocol/admit-claims";
import { type Claim, dispatchRound } from "@/lib/services/agent-protocol/dispatch-round";

export interface DispatchAnswer {
  jobs: LeasedJobRow[];
  cancel: CancelOrderRow[];
  /** The admin's word on the agent; null: it was not looked up, as the claim was given up before. */
  agentStatus: AgentStatus | null;
}

interface Waiter extends Claim {
  isShort: boolean;
  expiresAt: number;
  /** Set when the claim has been admitted: the agent exists and may wait. */
  poll: { status: AgentStatus; mark: string; isPreferred: boolean } | null;
  isAborted: () => boolean;
  settle: (found: Partial<DispatchAnswer>) => void;
  fail: (error: unknown) => void;
}

/** The polling floor: a wake that was lost, or sent in another process, costs at most this. */
const TICK_MS = 1_000;
/** While nothing is queued, new polls are looked at together, at most so often; a wake looks at all of them at once. */
const QUIET_MS = 500;
/** A poll that waits no longer than this is never held back for others. */
const SHORT_WAIT_MS = 1_000;
/** How often the agents that wait here are noted as alive; agents that beat as often are left out. */
const SEEN_MS = 5_000;
/** Of one agent, together. A poll whose connection broke unseen waits on beside the next; nobody needs more. */
const WAITING_OF_AGENT_MAX = 4;

/**
 * Gathers the claims that wait in this process and answers them in rounds: one query a tick while nothing is to be
 * done, one transaction for all of them when something is. Runs only while somebody waits.
 *
 * Promise: every claim is settled, at the latest a round after its time; a claim whose time is up has been looked at at
 * least once; nothing is assigned to a claim that was given up before the commit; of one agent's claims only the latest
 * four wait, older ones are answered empty. An agent that waits here counts as alive without a beat; when this process
 * dies, that freshness runs out.
 * Failure: an error of the database fails the claims that were waiting, which ask again; the dispatcher goes on.
 */
export class ClaimDispatcher {
  private readonly waiters = new Set<Waiter>();
  private readonly ends: PollEnd[] = [];
  private running = false;
  /** Until then new polls may wait for each other, as the last round found nothing for anybody. */
  private quietUntil = 0;
  private seenAt = performance.now();
  private stepRest = () => {};

  constructor(
    private readonly db: pg.Pool,
    private readonly tiersEnabled: boolean,
  ) {}

  /**
   * Waits for jobs or orders at most `waitMs`; answers empty when the time is up, `signal` aborts, or the agent's status
   * is another than when it began to wait.
   */
  async wait(claim: Claim, waitMs: number, signal: AbortSignal): Promise<DispatchAnswer> {
    return await new Promise<DispatchAnswer>((resolve, reject) => {
      const finish = (act: () => void) => {
        if (this.waiters.delete(waiter)) this.noteEnd(waiter);
        signal.removeEventListener("abort", abandon);
        act();
      };
      const waiter: Waiter = {
        ...claim,
        isShort: waitMs <= SHORT_WAIT_MS,
        expiresAt: performance.now() + waitMs,
        poll: null,
        isAborted: () => signal.aborted,
        settle: (found) =>
          finish(() => resolve({ jobs: [], cancel: [], agentStatus: waiter.poll?.status ?? null, ...found })),
        fail: (error) => finish(() => reject(error)),
      };
      const abandon = () => waiter.settle({});
      if (signal.aborted) return waiter.settle({});
      signal.addEventListener("abort", abandon);
      this.replaceRepeat(waiter);
      this.crowdOutOldest(waiter.agentId);
      this.waiters.add(waiter);
      void this.run();
      this.stepRest();
    });
  }

  /** The same claim sent again while the first still waits: the first one's connection is gone, the new one takes over. */
  private replaceRepeat(next: Waiter): void {
    for (const waiter of this.waiters) {
      if (next.requestId !== null && waiter.agentId === next.agentId && waiter.requestId === next.requestId) {
        waiter.settle({});
      }
    }
  }

  private crowdOutOldest(agentId: string): void {
    // A set is in order of arrival.
    const present = [...this.waiters].filter((waiter) => waiter.agentId === agentId);
    for (const waiter of present.slice(0, 1 - WAITING_OF_AGENT_MAX)) waiter.settle({});
  }

  /**
   * Whoever hung up is not preferred for a job any more; whoever was answered is about to ask again. The mark of a poll
   * whose time is up runs out by itself just then.
   */
  private noteEnd({ agentId, poll, expiresAt, isAborted }: Waiter): void {
    if (!poll?.isPreferred || (!isAborted() && expiresAt <= performance.now())) return;
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
        const woken = waitForWake(["queue"], TICK_MS, listening.signal);
        await this.flushEnds();
        const present = [...this.waiters];
        const progressed = present.length > 0 && (await this.round(present));
        this.settleExpired(present);
        await this.keepSeen();
        if (!progressed && this.ends.length === 0 && this.waiters.size > 0) await this.rest(woken);
        listening.abort();
      }
    } catch (error) {
      for (const waiter of [...this.waiters]) waiter.fail(error);
    } finally {
      this.running = false;
    }
  }

  /** A mark that is not taken back runs out by itself. */
  private async flushEnds(): Promise<void> {
    const ends = this.ends.splice(0);
    if (ends.length === 0) return;
    await endPollingAcrossTenants(this.db, ends).catch(() => {});
    // Elsewhere a job may have been left to an agent that has hung up.
    if (ends.some((end) => end.graceSeconds === 0)) wake("queue");
  }

  /** Until something may have changed or new claims are due. Polls whose time is up end meanwhile, without another look. */
  private async rest(woken: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const due = new Promise<void>((resolve) => {
      this.stepRest = () => {
        clearTimeout(timer);
        this.settleExpired(this.admitted());
        const now = performance.now();
        const nextAt = this.nextStepAt();
        if (nextAt <= now) return resolve();
        timer = setTimeout(this.stepRest, Math.ceil(nextAt - now)).unref();
      };
      this.stepRest();
    });
    await Promise.race([woken, due]);
    this.stepRest = () => {};
    clearTimeout(timer);
  }

  /** When a new claim is to be looked at, or the time of one that waits is up; at once when none is left. */
  private nextStepAt(): number {
    let at = this.waiters.size === 0 ? 0 : Number.POSITIVE_INFINITY;
    for (const { poll, isShort, expiresAt } of this.waiters) {
      at = Math.min(at, poll !== null ? expiresAt : isShort ? 0 : this.quietUntil);
    }
    return at;
  }

  private admitted(): Waiter[] {
    return [...this.waiters].filter((waiter) => waiter.poll !== null);
  }

  /** Only freshness is lost when it fails. */
  private async keepSeen(): Promise<void> {
    if (performance.now() - this.seenAt < SEEN_MS) return;
    this.seenAt = performance.now();
    const agentIds = [...new Set(this.admitted().map((waiter) => waiter.agentId))];
    if (agentIds.length === 0) return;
    await keepPollingAgentsSeenAcrossTenants(this.db, agentIds, SEEN_MS / 1000).catch(() => {});
  }

  /** Answers whether there may be more to do at once. */
  private async round(present: readonly Waiter[]): Promise<boolean> {
    const startedAt = performance.now();
    this.quietUntil = 0;
    try {
      await this.admit(present.filter((waiter) => waiter.poll === null));
      const admitted = present.filter((waiter) => this.waiters.has(waiter));
      if (admitted.length === 0) return true;
      const hint = await findWorkHintAcrossTenants(
        this.db,
        admitted.map(({ agentId, requestId, poll }) => ({
          agentId,
          requestId,
          agentStatus: poll?.status ?? "active",
        })),
      );
      if (!hint.hasClaimable && !hint.hasReplay && !hint.hasOrders) this.quietUntil = startedAt + QUIET_MS;
      const ordered = hint.hasOrders && (await this.deliverOrders(admitted));
      this.settleMoved(admitted, hint.moved);
      const wanting = () => admitted.filter((waiter) => waiter.maxJobs > 0 && this.waiters.has(waiter));
      let claims = wanting();
      if (claims.length === 0 || !(hint.hasClaimable || hint.hasReplay)) return ordered;
      const isWaiting = (waiter: Waiter) => this.waiters.has(waiter);
      let results = await dispatchRound(this.db, claims, this.tiersEnabled, isWaiting);
      // One was given up in the last moment and nothing was done: the others have not been looked at yet.
      while (results === null) {
        claims = wanting();
        if (claims.length === 0) return true;
        results = await dispatchRound(this.db, claims, this.tiersEnabled, isWaiting);
      }
      let served = 0;
      for (const [index, { jobs, isReplay }] of results.entries()) {
        if (!isReplay && jobs.length === 0) continue;
        claims[index]?.settle({ jobs });
        served += 1;
      }
      if (served > 0) wake("events");
      return ordered || served > 0;
    } catch (error) {
      for (const waiter of present) waiter.fail(error);
      return false;
    }
  }

  /** New claims: is there such an agent, may it wait, was the claim answered before? */
  private async admit(fresh: readonly Waiter[]): Promise<void> {
    if (fresh.length === 0) return;
    const verdicts = await admitClaims(
      this.db,
      fresh.map(({ agentId, maxJobs, requestId, expiresAt }) => ({
        agentId,
        maxJobs,
        requestId,
        waitMs: Math.max(0, expiresAt - performance.now()),
      })),
    );
    for (const [index, waiter] of fresh.entries()) {
      const verdict = verdicts[index];
      if (!verdict) continue;
      if (!this.waiters.has(waiter)) {
        // It hung up while its poll was begun: nobody else knows of the mark.
        if (verdict.poll?.isPreferred)
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

/** The process's dispatcher for a pool. */
export function claimDispatcher(db: pg.Pool, tiersEnabled: boolean): ClaimDispatcher {
  return onePerOwner("claim-dispatcher", db, () => new ClaimDispatcher(db, tiersEnabled));
}
