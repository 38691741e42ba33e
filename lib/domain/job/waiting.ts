import type { SelectionMode } from "@/lib/domain/job/selection-mode";

/**
 * Why a queued job waits: one reason, the first that holds, in the order in which a person could act on it.
 *
 * Promise: a pure function of counted facts, so that the API, the consoles and the admin's explanation agree.
 * The estimate is a range and is null whenever no agent could take the job at present.
 */
export const WAITING_REASONS = [
  "paused",
  "backoff",
  "no_matching_agent",
  "agents_offline",
  "tenant_concurrency",
  "tier_saturated",
  "next",
] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

export interface WaitingFacts {
  tool: string;
  capabilities: readonly string[];
  selectionMode: SelectionMode;
  /** Seconds until the job may be claimed again after a lost attempt; 0 when it may be now. */
  backoffSeconds: number;
  /** Agents that could ever take this job: selection mode, tier, tool, capabilities; reachable or not. */
  matchingAgents: number;
  /** Of those, the ones seen within the liveness window and accepting work. */
  matchingAgentsOnline: number;
  /** Free slots over the online matching agents. */
  freeSlots: number;
  /** All slots over the online matching agents. */
  totalSlots: number;
  /** Of the online matching agents, the tenant's own. The plan's concurrency is not about these. */
  ownAgentsOnline: number;
  ownFreeSlots: number;
  /** Running on platform agents. */
  tenantRunning: number;
  tenantMaxConcurrent: number;
  /** 1 = this job is the tenant's next. */
  tenantPosition: number;
  /** 1 = this job is the next one in fair order among jobs that could use the same agents. */
  position: number;
  /** Recent run lengths of the tool in seconds, or null without history. */
  runSecondsP50: number | null;
  runSecondsP90: number | null;
}

export interface Waiting {
  reason: WaitingReason;
  message: string;
  position: number;
  tenantPosition: number;
  /** Seconds from now until the start, as a range. */
  estimatedStart: { p50Seconds: number; p90Seconds: number } | null;
}

export function explainWaiting(facts: WaitingFacts): Waiting {
  const reason = findReason(facts);
  return {
    reason,
    message: messageOf(reason, facts),
    position: facts.position,
    tenantPosition: facts.tenantPosition,
    estimatedStart: estimate(reason, facts),
  };
}

function findReason(facts: WaitingFacts): WaitingReason {
  if (facts.backoffSeconds > 0) return "backoff";
  if (facts.matchingAgents === 0) return "no_matching_agent";
  if (facts.matchingAgentsOnline === 0) return "agents_offline";
  const isCapped =
    facts.matchingAgentsOnline > facts.ownAgentsOnline && facts.tenantRunning >= facts.tenantMaxConcurrent;
  if (isCapped) return facts.ownFreeSlots < facts.tenantPosition ? "tenant_concurrency" : "next";
  if (facts.freeSlots < facts.position) return "tier_saturated";
  return "next";
}

function messageOf(reason: WaitingReason, facts: WaitingFacts): string {
  switch (reason) {
    case "paused":
      return "This tier is paused.";
    case "backoff":
      return `The agent running this job was lost. It is tried again in ${Math.ceil(facts.backoffSeconds)} s.`;
    case "no_matching_agent":
      return noMatch(facts);
    case "agents_offline":
      return `${isOwnOnly(facts) ? `${facts.matchingAgents} of your own agents` : count(facts.matchingAgents, "agent")} could run this, but none is online.`;
    case "tenant_concurrency":
      return `Your plan runs ${count(facts.tenantMaxConcurrent, "job")} at a time, and ${facts.tenantRunning} ${facts.tenantRunning === 1 ? "is" : "are"} running.${facts.ownAgentsOnline > 0 ? " Your own agents are busy." : ""}`;
    case "tier_saturated":
      if (isOwnOnly(facts)) return `All ${count(facts.totalSlots, "slot")} of your own agents are busy.`;
      return `All ${count(facts.totalSlots, "slot")} that could run this are busy.`;
    case "next":
      return "A slot is free. This job starts at any moment now.";
  }
}

function isOwnOnly({ selectionMode }: WaitingFacts): boolean {
  return selectionMode === "tenant_only";
}

function noMatch({ tool, capabilities, selectionMode }: WaitingFacts): string {
  switch (selectionMode) {
    case "platform_only":
      return `No agent in your tiers offers ${tool} with what this job asks for.`;
    case "tenant_only":
      return `None of your own agents has ${list([tool, ...capabilities])}. Add one under Agents, or submit with another mode.`;
    case "tenant_first":
    case "any":
      return `Neither your own agents nor those in your tiers offer ${tool} with what this job asks for.`;
  }
}

function estimate(reason: WaitingReason, facts: WaitingFacts): Waiting["estimatedStart"] {
  if (reason === "no_matching_agent" || reason === "agents_offline" || reason === "paused") return null;
  if (reason === "next") return { p50Seconds: 1, p90Seconds: 5 };
  if (reason === "backoff") {
    return { p50Seconds: Math.ceil(facts.backoffSeconds), p90Seconds: Math.ceil(facts.backoffSeconds) + 30 };
  }
  if (facts.runSecondsP50 === null || facts.runSecondsP90 === null) return null;
  // Rounds of work before a slot is free: by the tenant's own cap, or by the slots of the agents that match.
  const rounds =
    reason === "tenant_concurrency"
      ? Math.ceil(facts.tenantPosition / Math.max(1, facts.tenantMaxConcurrent))
      : Math.ceil(facts.position / Math.max(1, facts.totalSlots));
  return {
    p50Seconds: Math.max(1, Math.round((rounds - 0.5) * facts.runSecondsP50)),
    p90Seconds: Math.max(2, Math.round(rounds * facts.runSecondsP90)),
  };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
