import type pg from "pg";
import { poolBeside } from "@/lib/db/pool";
import { ONLINE_SECONDS } from "@/lib/domain/agent/liveness";
import { isValueRefused } from "@/lib/domain/database-errors";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { log } from "@/lib/log";
import { SeldomWarning } from "@/lib/seldom-warning";
import { ordersOf } from "@/lib/services/agent-protocol/orders-of";
import { type Beat, recordBeats } from "@/lib/services/agent-protocol/record-beats";

/** By so much an agent's row may lag behind its last beat. */
const DEFER_SECONDS = 5;
const BEATS_MAX = 500;

type HeardBeat = Beat & { cameAt: number };

/**
 * Beats that have been answered and that Postgres has not been told of. They are written together every five seconds, each
 * with the instant at which it came, so that nobody counts as alive for longer than by its beats.
 *
 * Failure: while Postgres does not answer they are tried again for as long as they say anything. One that it refuses
 * fails alone: the rest are written one by one, and its agent's next beat is recorded at once. When the process dies,
 * five seconds of freshness are gone; the agents beat on.
 */
export class DeferredBeats {
  private beats = new Map<string, HeardBeat>();
  private timer: NodeJS.Timeout | null = null;
  private readonly unwritten = new SeldomWarning(
    "agents' beats could not be written; what Postgres did not refuse is tried again",
    log,
  );

  constructor(
    private readonly db: pg.Pool,
    private readonly deferMs = DEFER_SECONDS * 1000,
  ) {}

  add(beats: readonly Beat[]): void {
    for (const beat of beats) this.beats.set(beat.agentId, { ...beat, cameAt: performance.now() });
    if (beats.length > 0) this.schedule();
  }

  /** A later beat of theirs is being recorded. */
  drop(agentIds: Iterable<string>): void {
    for (const agentId of agentIds) this.beats.delete(agentId);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), this.deferMs).unref();
  }

  private async flush(): Promise<void> {
    this.timer = null;
    const beats = [...this.beats.values()];
    this.beats = new Map();
    for (let start = 0; start < beats.length; start += BEATS_MAX) {
      const batch = beats.slice(start, start + BEATS_MAX);
      await this.write(batch);
    }
  }

  private async write(beats: readonly HeardBeat[]): Promise<void> {
    try {
      await this.record(beats);
    } catch (error) {
      const isRefused = isValueRefused(error);
      if (isRefused && beats.length > 1) {
        for (const beat of beats) await this.write([beat]);
        return;
      }
      this.unwritten.tell(error);
      if (!isRefused) this.putBack(beats);
      else for (const { agentId } of beats) await ephemeralState(this.db).forget(agentId);
    }
  }

  private async record(beats: readonly HeardBeat[]): Promise<void> {
    const outcomes = await recordBeats(poolBeside(this.db, "beats"), beats);
    const state = ephemeralState(this.db);
    const orders = ordersOf(beats.map((beat, n) => [beat.agentId, outcomes[n]]));
    await state.coverBeats(orders);
    for (const { agentId } of beats) if (!orders.has(agentId)) await state.forget(agentId);
  }

  private putBack(beats: readonly HeardBeat[]): void {
    const oldest = performance.now() - ONLINE_SECONDS * 1000;
    for (const beat of beats)
      if (beat.cameAt > oldest && !this.beats.has(beat.agentId)) this.beats.set(beat.agentId, beat);
    if (this.beats.size > 0) this.schedule();
  }
}

export function deferredBeats(db: pg.Pool): DeferredBeats {
  return onePerOwner("deferred-beats", db, () => new DeferredBeats(db));
}
