import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { SnapshotAgent, SnapshotLease } from "@/lib/domain/queue/queue-snapshot";

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
  online: number;
  /** Of the online ones, the tenant's own. */
  ownOnline: number;
  slots: number;
  freeSlots: number;
  ownFreeSlots: number;
  /** Seconds until each slot of the online ones is free, ascending; 0: it is. */
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
  leasesOf: (agentId: string) => readonly SnapshotLease[],
  usual: number,
): AgentSupply {
  const online = agents.filter((agent) => agent.isOnline);
  const own = online.filter((agent) => agent.ownerTenantId !== null);
  const freeIn = (some: readonly SnapshotAgent[]) =>
    some.flatMap(({ id, slots }) => slotsFreeIn(slots, leasesOf(id), usual)).sort((a, b) => a - b);
  const [all, ofOwn] = [freeIn(online), freeIn(own)];
  return {
    agents: agents.length,
    online: online.length,
    ownOnline: own.length,
    slots: all.length,
    freeSlots: all.filter((seconds) => seconds === 0).length,
    ownFreeSlots: ofOwn.filter((seconds) => seconds === 0).length,
    freeIn: all,
    ownFreeIn: ofOwn,
  };
}

/**
 * When each of `slots` is free, given what runs in them. More may run than there are slots, after these were made fewer:
 * then the first runs to end free none.
 */
export function slotsFreeIn(slots: number, leases: readonly SnapshotLease[], usual: number): number[] {
  const busy = leases.map((lease) => remainingSeconds(lease, usual)).sort((a, b) => a - b);
  if (busy.length >= slots) return busy.slice(busy.length - slots);
  return [...Array<number>(slots - busy.length).fill(0), ...busy];
}
