import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { SnapshotAgent, SnapshotLease } from "@/lib/domain/queue/queue-snapshot";
import { firstToEndFirst, pauseOf, type TierPause } from "@/lib/domain/tier/tier-pause";

/** What decides which agents may run a job. */
export interface JobDemand {
  tenantId: string;
  tool: string;
  capabilities: readonly string[];
  /** The highest tier that may run it now; -1: none. */
  tierCeiling: number;
  selectionMode: SelectionMode;
}

/** The agents that may run a job, and when their slots come free. */
export interface AgentSupply {
  agents: number;
  /** Reachable, and of no tier that is paused. */
  online: number;
  /** Of the online ones, the tenant's own. */
  ownOnline: number;
  slots: number;
  freeSlots: number;
  ownFreeSlots: number;
  /** Of all, reachable or not, the ones whose tier is paused. */
  paused: number;
  /** The pauses of these, the one that ends first before the others. */
  pauses: readonly TierPause[];
  /**
   * Seconds until each slot of the online ones is free, ascending; 0: it is. Slots of a tier that is paused come free when
   * its pause ends, where that is known.
   */
  freeIn: readonly number[];
  /** The same for the tenant's own alone. */
  ownFreeIn: readonly number[];
}

/** What a run that has outlasted its estimate is taken to last yet: this part of its length so far. */
const OVERRUN_PART = 0.25;

/** Whether the agent may run the job, as the claim judges it; see matchJobs. */
export function mayRun(
  agent: Pick<SnapshotAgent, "ownerTenantId" | "tierPriority" | "tools" | "capabilities">,
  demand: JobDemand,
): boolean {
  const isAllowed =
    agent.ownerTenantId === null
      ? demand.selectionMode !== "tenant_only" && agent.tierPriority <= demand.tierCeiling
      : demand.selectionMode !== "platform_only" && agent.ownerTenantId === demand.tenantId;
  return (
    isAllowed &&
    agent.tools.includes(demand.tool) &&
    demand.capabilities.every((name) => agent.capabilities.includes(name))
  );
}

/** How long a run is expected to last yet. */
export function remainingSeconds({ elapsedSeconds, chargedSeconds }: SnapshotLease, usual: number): number {
  return Math.max((chargedSeconds || usual) - elapsedSeconds, elapsedSeconds * OVERRUN_PART);
}

/** `usual`: how long a run lasts that was charged nothing. */
export function supplyOf(
  agents: readonly SnapshotAgent[],
  pauses: readonly TierPause[],
  leasesOf: (agentId: string) => readonly SnapshotLease[],
  usual: number,
): AgentSupply {
  const reachable = agents.filter((agent) => agent.isOnline);
  const online = reachable.filter((agent) => pauseOf(agent, pauses) === null);
  const own = online.filter((agent) => agent.ownerTenantId !== null);
  const paused = agents.flatMap((agent) => pauseOf(agent, pauses) ?? []);
  const freeIn = (some: readonly SnapshotAgent[]) =>
    some.flatMap(({ id, slots }) => slotsFreeIn(slots, leasesOf(id), usual)).sort(ascending);
  const held = reachable.flatMap((agent) => {
    const resumesIn = pauseOf(agent, pauses)?.resumesInSeconds ?? null;
    return resumesIn === null ? [] : freeIn([agent]).map((seconds) => Math.max(seconds, resumesIn));
  });
  const [ofOnline, ofOwn] = [freeIn(online), freeIn(own)];
  return {
    agents: agents.length,
    online: online.length,
    ownOnline: own.length,
    slots: ofOnline.length,
    freeSlots: ofOnline.filter((seconds) => seconds === 0).length,
    ownFreeSlots: ofOwn.filter((seconds) => seconds === 0).length,
    paused: paused.length,
    pauses: firstToEndFirst(new Set(paused)),
    freeIn: [...ofOnline, ...held].sort(ascending),
    ownFreeIn: ofOwn,
  };
}

const ascending = (a: number, b: number) => a - b;

/**
 * When each of `slots` is free, given what runs in them. More may run than there are slots, after these were made fewer:
 * then the first runs to end free none.
 */
export function slotsFreeIn(slots: number, leases: readonly SnapshotLease[], usual: number): number[] {
  const busy = leases.map((lease) => remainingSeconds(lease, usual)).sort((a, b) => a - b);
  if (busy.length >= slots) return busy.slice(busy.length - slots);
  return [...Array<number>(slots - busy.length).fill(0), ...busy];
}
