import type pg from "pg";
import { findWorkHintAcrossTenants } from "@/lib/db/queue/find-work-hint";
import type { LeasedJobRow } from "@/lib/db/queue/list-leased-jobs";
import { type CancelOrderRow, takeCancelOrdersAcrossTenants } from "@/lib/db/queue/take-cancel-orders";
import { waitForWake, wake } from "@/lib/live/wake-hub";
import { type Claim, dispatchRound } from "@/lib/services/agent-protocol/dispatch-round";

export interface DispatchAnswer {
  jobs: LeasedJobRow[];
  cancel: CancelOrderRow[];
}

interface Waiter extends Claim {
  expiresAt: number;
  settle: (answer: DispatchAnswer) => void;
  fail: (error: unknown) => void;
}

const NOTHING: DispatchAnswer = { jobs: [], cancel: [] };
/** The polling floor: a wake that was lost, or sent in another process, costs at most this. */
const TICK_MS = 1_000;

/**
 * Gathers the claims that wait in this process and answers them in rounds: one query a tick while nothing is to be
 * done, one transaction for all of them when something is. Runs only while somebody waits.
 */
export class ClaimDispatcher {
  private readonly waiters = new Set<Waiter>();
  private running = false;

  constructor(
    private readonly db: pg.Pool,
    private readonly tiersEnabled: boolean,
  ) {}

  /** Waits for jobs or orders at most `waitMs`; answers empty when the time is up or `signal` aborts. */
  async wait(claim: Claim, waitMs: number, signal: AbortSignal): Promise<DispatchAnswer> {
    return await new Promise<DispatchAnswer>((resolve, reject) => {
      const waiter: Waiter = {
        ...claim,
        expiresAt: performance.now() + waitMs,
        settle: (answer) => finish(() => resolve(answer)),
        fail: (error) => finish(() => reject(error)),
      };
      const abandon = () => waiter.settle(NOTHING);
      const finish = (act: () => void) => {
        this.waiters.delete(waiter);
        signal.removeEventListener("abort", abandon);
        act();
      };
      if (signal.aborted) return resolve(NOTHING);
      signal.addEventListener("abort", abandon);
      this.replaceRepeat(waiter);
      this.waiters.add(waiter);
      void this.run();
      wake("queue");
    });
  }

  /** The same claim sent again while the first still waits: the first one's connection is gone, the new one takes over. */
  private replaceRepeat(next: Waiter): void {
    for (const waiter of this.waiters) {
      if (next.requestId !== null && waiter.agentId === next.agentId && waiter.requestId === next.requestId) {
        waiter.settle(NOTHING);
      }
    }
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const forever = new AbortController().signal;
    try {
      while (this.waiters.size > 0) {
        // Listen before looking, so that a change during the round starts the next one.
        const present = [...this.waiters];
        const woken = waitForWake(this.topics(), this.pauseMs(), forever);
        const progressed = await this.round(present);
        this.settleExpired(present);
        if (!progressed && this.waiters.size > 0) await woken;
      }
    } finally {
      this.running = false;
    }
    // A claim that came between the last look and the flag's fall is picked up here.
    if (this.waiters.size > 0) void this.run();
  }

  private topics(): ("queue" | `agent:${string}`)[] {
    return ["queue", ...[...this.waiters].map((waiter) => `agent:${waiter.agentId}` as const)];
  }

  private pauseMs(): number {
    const nextExpiry = Math.min(...[...this.waiters].map((waiter) => waiter.expiresAt)) - performance.now();
    return Math.max(1, Math.min(TICK_MS, nextExpiry));
  }

  /** Answers whether anybody got something, in which case there may be more. */
  private async round(waiters: readonly Waiter[]): Promise<boolean> {
    try {
      const hint = await findWorkHintAcrossTenants(this.db);
      const ordered = hint.hasOrders ? await this.deliverOrders(waiters) : false;
      const claims = waiters.filter((waiter) => waiter.maxJobs > 0 && this.waiters.has(waiter));
      if (!hint.hasClaimable || claims.length === 0) return ordered;
      const answers = await dispatchRound(this.db, claims, this.tiersEnabled);
      const served = claims.filter((waiter, index) => this.serve(waiter, answers[index] ?? []));
      if (served.length > 0) wake("events");
      return ordered || served.length > 0;
    } catch (error) {
      for (const waiter of waiters) waiter.fail(error);
      return false;
    }
  }

  private serve(waiter: Waiter, jobs: LeasedJobRow[]): boolean {
    if (jobs.length > 0) waiter.settle({ jobs, cancel: [] });
    return jobs.length > 0;
  }

  private async deliverOrders(waiters: readonly Waiter[]): Promise<boolean> {
    const agentIds = [...new Set(waiters.map((waiter) => waiter.agentId))];
    const orders = await takeCancelOrdersAcrossTenants(this.db, agentIds);
    for (const agentId of new Set(orders.map((order) => order.agentId))) {
      const waiter = waiters.find(
        (candidate) => candidate.agentId === agentId && this.waiters.has(candidate),
      );
      waiter?.settle({ jobs: [], cancel: orders.filter((order) => order.agentId === agentId) });
    }
    return orders.length > 0;
  }

  private settleExpired(waiters: readonly Waiter[]): void {
    const now = performance.now();
    for (const waiter of waiters) if (waiter.expiresAt <= now) waiter.settle(NOTHING);
  }
}

const KEY = Symbol.for("muster.claimDispatchers");
type Holder = { [KEY]?: WeakMap<pg.Pool, ClaimDispatcher> };

/** The process's dispatcher for a pool. */
export function claimDispatcher(db: pg.Pool, tiersEnabled: boolean): ClaimDispatcher {
  const holder = globalThis as Holder;
  holder[KEY] ??= new WeakMap();
  const known = holder[KEY].get(db);
  if (known) return known;
  const made = new ClaimDispatcher(db, tiersEnabled);
  holder[KEY].set(db, made);
  return made;
}
