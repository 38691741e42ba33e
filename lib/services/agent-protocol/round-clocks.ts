import type pg from "pg";
import type { EarnedRow } from "@/lib/db/queue/charge-shares";
import { type EnteredPlace, enterPlacesAcrossTenants } from "@/lib/db/queue/enter-places";
import { isOneLaneAcrossTenants } from "@/lib/db/queue/is-one-lane";
import type { ServedLane } from "@/lib/db/queue/list-candidates";
import { type ClockRow, listClocksAcrossTenants } from "@/lib/db/queue/list-clocks";
import { type FreshPlaceRow, listFreshPlacesAcrossTenants } from "@/lib/db/queue/list-fresh-places";
import { saveClocksAcrossTenants } from "@/lib/db/queue/save-clocks";
import { together } from "@/lib/db/transaction";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import {
  advanceLane,
  earnLane,
  enterLane,
  type LaneDispatch,
  type LaneTime,
  LEAD_MAX,
  orderKey,
} from "@/lib/domain/queue/fair-share";
import { lagToDrop, leadOf, leadToDrop } from "@/lib/domain/queue/lane-lead";

/** Tenants placed in lanes in one round at most. */
const FRESH_MAX = 1_000;

/**
 * The clocks of the lanes during a round: how far each lane's service is, and how lanes that share agents compare.
 *
 * Promise: what the rules of lib/domain/queue say, over the agents of this round; `save` writes what has changed. Use
 * under `lockDispatch` only.
 */
export class RoundClocks {
  private readonly clocks: Map<string, ClockRow>;
  private readonly changed = new Set<ClockRow>();

  private constructor(
    rows: readonly ClockRow[],
    private readonly fresh: readonly FreshPlaceRow[],
    private readonly profiles: readonly AgentProfile[],
    private readonly isOneLane: boolean,
  ) {
    this.clocks = new Map(rows.map((row) => [clockKey(row), row]));
    for (const { clocks, ...place } of fresh)
      for (const clock of clocks) this.clockFor({ ...place, ...clock }, clock);
  }

  /** `earning`: lanes in which jobs have ended. */
  static async load(
    tx: pg.PoolClient,
    profiles: readonly AgentProfile[],
    earning: readonly string[] = [],
  ): Promise<RoundClocks> {
    const [clocks, fresh, isOneLane] = await together([
      listClocksAcrossTenants(tx, earning),
      listFreshPlacesAcrossTenants(tx, FRESH_MAX),
      isOneLaneAcrossTenants(tx),
    ]);
    return new RoundClocks(clocks, fresh, profiles, isOneLane);
  }

  /** Jobs have ended in the lanes: once, before anything else is asked of the clocks. */
  earn(earned: readonly EarnedRow[]): void {
    for (const { seconds, ...place } of earned) {
      const clock = this.clocks.get(clockKey(place));
      if (!clock) continue;
      clock.earnedTime = earnLane(clock, seconds, clock.backlogWeight);
      this.changed.add(clock);
    }
  }

  /**
   * Places tenants that have begun to wait, or whose limits have changed: once, before anything else is asked of the
   * clocks. What is sent to the database after this call has begun sees them placed.
   */
  async enterFresh(tx: pg.PoolClient): Promise<void> {
    if (this.fresh.length === 0) return;
    const places = this.fresh.map((place) => this.enter(place));
    await together([enterPlacesAcrossTenants(tx, places), this.save(tx)]);
  }

  /** Whether there is but one lane, so that no agent serves another as well and nobody owes anything elsewhere. */
  get areOfOneLane(): boolean {
    return this.isOneLane && new Set([...this.clocks.values()].map(({ laneId }) => laneId)).size < 2;
  }

  /** What passes by this clock are shifted by when they are compared with those of others. */
  shiftOf(key: string): number {
    return this.clocks.get(key)?.shift ?? 0;
  }

  /** Where somebody waits that has room, for agents of any of these kinds. Call after `enterFresh`. */
  lanesServedBy(profiles: readonly AgentProfile[]): ServedLane[] {
    return [...this.clocks.values()].flatMap((clock) => {
      const { laneId, tierPriority, selectionMode, firstKey } = clock;
      if (firstKey === null || selectionMode === "tenant_only") return [];
      return profiles.some((agent) => serves(agent, clock)) ? [{ laneId, tierPriority, firstKey }] : [];
    });
  }

  /** A job of the lane goes to an agent: the lane moves on, and meets the others that wait for such agents. */
  advance(
    key: string,
    agent: AgentProfile,
    dispatch: Omit<LaneDispatch, keyof LaneTime | "backlogWeight">,
  ): void {
    const served = this.clocks.get(key);
    if (!served) return;
    Object.assign(served, advanceLane({ ...served, ...dispatch }));
    this.changed.add(served);
    const ahead = new Map<ClockRow, number>();
    for (const clock of this.clocks.values()) {
      const lead = clock === served || !serves(agent, clock) ? null : leadOver(clock, shiftedTime(served));
      if (lead !== null && lead > 0) ahead.set(clock, lead);
    }
    const drop = leadToDrop([...ahead.values()]);
    if (drop <= 0) return;
    for (const clock of ahead.keys()) {
      clock.shift -= drop;
      this.changed.add(clock);
    }
  }

  async save(tx: pg.PoolClient): Promise<void> {
    const changed = [...this.changed];
    this.changed.clear();
    await saveClocksAcrossTenants(tx, changed);
  }

  private enter(place: FreshPlaceRow): EnteredPlace {
    const clock = this.clockFor(place);
    if (clock.firstPass === null) this.wake(clock);
    const { virtualTime } = clock;
    const pass = enterLane(this.passBefore(place, clock), clock);
    clock.backlogWeight += place.weight - place.countedWeight;
    const key = orderKey(pass, place.weight, place.headQueuedAtSeconds);
    clock.firstPass = Math.min(pass, clock.firstPass ?? pass);
    clock.firstKey = Math.min(key, clock.firstKey ?? key);
    const { tool: _, capabilities: __, selectionMode: ___, clocks: ____, ...kept } = place;
    return { ...kept, pass, passMax: virtualTime + LEAD_MAX, orderKey: key };
  }

  /** Where the tenant stood; by another clock than before it is as far ahead or behind as it was. */
  private passBefore(
    { laneId, tierPriority, pass, passTierPriority }: FreshPlaceRow,
    { virtualTime, earnedTime }: LaneTime,
  ): number {
    if (pass === null || passTierPriority === null) return earnedTime;
    if (passTierPriority === tierPriority) return pass;
    const before = this.clocks.get(clockKey({ laneId, tierPriority: passTierPriority }));
    return virtualTime + pass - (before?.virtualTime ?? pass);
  }

  private clockFor(
    place: Pick<ClockRow, "laneId" | "tierPriority" | "tool" | "capabilities" | "selectionMode">,
    times: LaneTime & Pick<ClockRow, "shift" | "backlogWeight"> = NO_CLOCK,
  ): ClockRow {
    const known = this.clocks.get(clockKey(place));
    if (known) return known;
    const { laneId, tierPriority, tool, capabilities, selectionMode } = place;
    const made: ClockRow = {
      laneId,
      tierPriority,
      tool,
      capabilities,
      selectionMode,
      ...times,
      firstPass: null,
      firstKey: null,
    };
    this.clocks.set(clockKey(place), made);
    return made;
  }

  /** Somebody comes into a lane in which nobody waited. */
  private wake(idle: ClockRow): void {
    const leads = [...this.clocks.values()].flatMap((clock) => {
      const isRival =
        clock !== idle && this.profiles.some((agent) => serves(agent, clock) && serves(agent, idle));
      return (isRival ? leadOver(clock, shiftedTime(idle)) : null) ?? [];
    });
    const lag = lagToDrop(leads);
    if (lag === 0) return;
    idle.virtualTime += lag;
    idle.earnedTime += lag;
    this.changed.add(idle);
  }
}

/** Of a lane in which nobody has waited so far. */
const NO_CLOCK = { virtualTime: 0, earnedTime: 0, shift: 0, backlogWeight: 0 };

function shiftedTime({ virtualTime, shift }: ClockRow): number {
  return virtualTime + shift;
}

/** How far a lane is ahead of such a time; null: nobody waits in it. */
function leadOver(clock: ClockRow, time: number): number | null {
  if (clock.firstPass === null) return null;
  const waiting = { virtualTime: shiftedTime(clock), firstPass: clock.firstPass + clock.shift };
  return leadOf(waiting, time);
}

export function clockKey({ laneId, tierPriority }: { laneId: string; tierPriority: number }): string {
  return `${laneId}/${tierPriority}`;
}

export function laneIdOf(clock: string): string {
  return clock.split("/")[0] ?? "";
}

function serves(agent: AgentProfile, clock: ClockRow): boolean {
  return (
    agent.tierPriority <= clock.tierPriority &&
    agent.tools.includes(clock.tool) &&
    clock.capabilities.every((name) => agent.capabilities.includes(name))
  );
}
