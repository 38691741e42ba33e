import type { Run } from "./job";
import type { Lane, Place } from "./lane";

/** What a plan, or an override, grants. */
export interface Terms {
  /** The share weight, and the base of the effective priority. */
  weight: number;
  /** Priority of the highest tier. */
  tierMax: number;
  runningMax: number;
}

export interface Tenant {
  id: string;
  terms: Terms;
  running: number;
  readonly runs: Set<Run>;
  /** Agent-seconds of runs that have ended. */
  endedSeconds: number;
  places: Map<Lane, Place>;
}

export function createTenant(id: string, terms: Terms): Tenant {
  return { id, terms, running: 0, runs: new Set(), endedSeconds: 0, places: new Map() };
}
