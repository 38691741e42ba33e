import type { Lane } from "./lane";
import type { Indexed } from "./ordered-index";
import type { Tenant } from "./tenant";

/** What is submitted. */
export interface JobPlan {
  tool: string;
  /** How long it will run, which nobody knows before. */
  seconds: number;
  capabilities?: readonly string[];
  profile?: string;
  priority?: number;
  /** Priority of the highest tier asked for. */
  tierCeiling?: number;
}

/** A job between submit and end. */
export interface Job extends Indexed {
  id: string;
  number: number;
  tenant: Tenant;
  plan: JobPlan;
  lane: Lane;
  /** Under which names the lengths of such runs are learnt. */
  estimateNames: readonly [own: string, ofTool: string];
  queuedAt: number;
  /** Null while it waits. */
  run: Run | null;
  attempt: number;
}

export interface Run {
  agentId: string;
  /** Whose turn it was. */
  lane: Lane;
  startedAt: number;
  chargedSeconds: number;
  chargedPass: number;
}

/** The order inside a tenant: priority, then age. */
export function isBefore(a: Job, b: Job): boolean {
  const priority = (b.plan.priority ?? 0) - (a.plan.priority ?? 0);
  if (priority !== 0) return priority < 0;
  return a.queuedAt === b.queuedAt ? a.number < b.number : a.queuedAt < b.queuedAt;
}
