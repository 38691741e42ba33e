import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { TierPause } from "@/lib/domain/tier/tier-pause";

/** What every answer to "why does my job wait?" has in common: the queue of all tenants at one instant. */
export interface QueueSnapshot {
  agents: readonly SnapshotAgent[];
  leases: readonly SnapshotLease[];
  lanes: readonly SnapshotLane[];
  places: readonly SnapshotPlace[];
  pauses: readonly TierPause[];
  /** How long runs of a tool take, over every tenant. */
  runSeconds: ReadonlyMap<string, number>;
}

/** An agent that may be given work, reachable or not. */
export interface SnapshotAgent {
  id: string;
  /** Null: it is the platform's. */
  ownerTenantId: string | null;
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
  slots: number;
  isOnline: boolean;
}

/** A job that runs, or is about to. */
export interface SnapshotLease {
  agentId: string;
  tenantId: string;
  isPlatformAgent: boolean;
  elapsedSeconds: number;
  /** What the run was taken to last; raised while it lasts longer. 0 on a tenant's own agent. */
  chargedSeconds: number;
}

export interface SnapshotLane {
  id: string;
  tool: string;
  capabilities: readonly string[];
  tierCeiling: number;
  selectionMode: SelectionMode;
  /** The pass at which whoever comes starts. */
  entryTime: number;
  /** Somebody waits in it. */
  isAwaited: boolean;
}

/** Where tenants stand in a lane: one of those that go first each by itself, those behind them together. */
export interface SnapshotPlace {
  laneId: string;
  /** Null: several tenants that stand about here. */
  tenantId: string | null;
  tenants: number;
  /** The highest tier that may run these jobs now; -1: none. */
  tierPriority: number;
  weight: number;
  maxConcurrent: number;
  /** Of the first job, on average. */
  orderKey: number;
  /** Waiting jobs of a tenant; null: more than are counted. */
  waiting: number | null;
  /** How long such a run of this tenant takes; null without any. */
  runSeconds: number | null;
}
