import type pg from "pg";
import { onePerOwner } from "@/lib/live/one-per-owner";

/** A settlement's number is drawn before it is committed: so long after, no lower one is still on its way. */
const SETTLED_MS = 5_000;
/** Whatever lies before a floor all the same is found by a look at all. */
const LOOK_AT_ALL_MS = 10_000;

/**
 * Where this process's rounds begin to look for live leases and for settlements. Before lie rows that are gone: they cost
 * nothing while vacuum takes them away, and ever more while a transaction that is left open keeps it from doing so.
 *
 * Promise: no live lease lies before its agent's floor, as whatever outlives its transaction is numbered under the dispatch
 * lock, and floors are noted under it. A settlement may lie before its floor. Every ten seconds all are looked at: should
 * a database that was put back have taken the other's place, its lower numbers count from then on. Call `forget` whenever
 * the database has failed, so that they mostly count at once.
 */
export class QueueFloors {
  private leases = new Map<string, number>();
  private settlements = 0;
  private settled: { id: number; at: number } | null = null;
  private allLeasesAt: number;
  private allSettlementsAt: number;

  constructor(private readonly now = () => performance.now()) {
    this.allLeasesAt = now();
    this.allSettlementsAt = now();
  }

  /** By agent; without one, from the beginning. */
  ofLeases(): Record<string, number> {
    if (this.now() - this.allLeasesAt < LOOK_AT_ALL_MS) return Object.fromEntries(this.leases);
    this.allLeasesAt = this.now();
    return {};
  }

  /** Of the agents that a round has looked at; those of others are forgotten. */
  noteLeases(agents: readonly { id: string; leaseFloor: number }[]): void {
    this.leases = new Map(agents.map(({ id, leaseFloor }) => [id, leaseFloor]));
  }

  ofSettlements(): number {
    if (this.now() - this.allSettlementsAt < LOOK_AT_ALL_MS) return this.settlements;
    this.allSettlementsAt = this.now();
    return 0;
  }

  /** The highest that a round has settled; call it when that is committed. */
  noteSettled(id: number): void {
    this.settled ??= { id, at: this.now() };
    if (this.now() - this.settled.at < SETTLED_MS) return;
    this.settlements = this.settled.id + 1;
    this.settled = { id, at: this.now() };
  }

  forget(): void {
    this.leases.clear();
    this.settlements = 0;
    this.settled = null;
  }
}

/** The process's floors for a database. */
export function queueFloors(db: pg.Pool): QueueFloors {
  return onePerOwner("queue-floors", db, () => new QueueFloors());
}
