import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import type { StartRange } from "@/lib/domain/queue/start-range";
import type { TierPause } from "@/lib/domain/tier/tier-pause";

/**
 * Why a queued job waits: one reason, the first that holds, in the order in which a person could act on it.
 *
 * Promise: a pure function of counted facts, so that the API, the consoles and the admin's explanation agree.
 * The estimate is a range and is null whenever no agent could take the job at present, nor when a pause ends that has an
 * end, and when its turn would come after its time in the queue.
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

/** Within this time an agent with a free slot asks for the next job. */
const PICK_UP_SECONDS_MAX = 3;

export interface WaitingFacts {
  tool: string;
  capabilities: readonly string[];
  selectionMode: SelectionMode;
  /** Seconds until the job may be claimed again after a lost attempt; 0 when it may be now. */
  backoffSeconds: number;
  /** Seconds until its time in the queue is over. */
  expiresInSeconds: number;
  /** Agents that could ever take this job: selection mode, tier, tool, capabilities; reachable or not. */
  matchingAgents: number;
  /** Of those, the ones seen within the liveness window and accepting work, of tiers that are not paused. */
  matchingAgentsOnline: number;
  /** Of all that match, reachable or not, the ones whose tier is paused, and their pauses, the first to end first. */
  matchingAgentsPaused: number;
  pauses: readonly TierPause[];
  /** Free slots over the online matching agents. */
  freeSlots: number;
  /** Of these, the ones of the agents among whose jobs its position is counted. */
  freeSlotsInTurn: number;
  /** All slots over the online matching agents. */
  totalSlots: number;
  /** Of the online matching agents, the tenant's own. The plan's concurrency is not about these. */
  ownAgentsOnline: number;
  ownFreeSlots: number;
  /** Running on platform agents. */
  tenantRunning: number;
  tenantMaxConcurrent: number;
  /** 1 = this job is the tenant's next of all, whatever agents they wait for. */
  tenantPosition: number;
  /** How many of its tenant's go before it to agents that could take it. */
  ownAhead: number;
  /** 1 = this job is the next one in fair order among jobs that could use the same agents. */
  position: number;
  /** When it starts by its place and by what runs; null when nobody can say. */
  start: StartRange | null;
}

export interface Waiting {
  reason: WaitingReason;
  message: string;
  position: number;
  tenantPosition: number;
  /** Seconds from now until the start, as a range. */
  estimatedStart: StartRange | null;
  /** Its turn would come when its time in the queue is over. */
  isTooLate: boolean;
  /** The first end that it waits for; null for every reason but `paused`. */
  pause: TierPause | null;
}

export function explainWaiting(facts: WaitingFacts): Waiting {
  const reason = findReason(facts);
  return {
    reason,
    message: messageOf(reason, facts),
    position: facts.position,
    tenantPosition: facts.tenantPosition,
    ...estimate(reason, facts),
    pause: reason === "paused" ? (facts.pauses[0] ?? null) : null,
  };
}

function findReason(facts: WaitingFacts): WaitingReason {
  // Although its agents may be offline as well: whoever paused their tier has said why, and they are off for that.
  if (facts.pauses.length > 0 && facts.matchingAgentsOnline === 0) return "paused";
  if (facts.backoffSeconds > 0) return "backoff";
  if (facts.matchingAgents === 0) return "no_matching_agent";
  if (facts.matchingAgentsOnline === 0) return "agents_offline";
  if (isCapped(facts)) return facts.ownFreeSlots <= facts.ownAhead ? "tenant_concurrency" : "next";
  if (facts.freeSlotsInTurn < facts.position) return "tier_saturated";
  return "next";
}

/** Whether it is the plan that holds it back, and not that there are fewer slots than the plan allows, and these busy. */
function isCapped(facts: WaitingFacts): boolean {
  const { tenantRunning, tenantMaxConcurrent, ownAhead, totalSlots, freeSlotsInTurn, position } = facts;
  if (facts.matchingAgentsOnline <= facts.ownAgentsOnline) return false;
  if (tenantRunning + ownAhead < tenantMaxConcurrent) return false;
  return (
    tenantRunning >= tenantMaxConcurrent || tenantMaxConcurrent <= totalSlots || freeSlotsInTurn >= position
  );
}

function messageOf(reason: WaitingReason, facts: WaitingFacts): string {
  switch (reason) {
    case "paused":
      return paused(facts);
    case "backoff":
      return `The agent running this job was lost. It can be tried again in ${Math.ceil(facts.backoffSeconds)} s.`;
    case "no_matching_agent":
      return noMatch(facts);
    case "agents_offline":
      return `${isOwnOnly(facts) ? `${facts.matchingAgents} of your own agents` : count(facts.matchingAgents, "agent")} could run this, but none is online.`;
    case "tenant_concurrency":
      return `${tenantLimit(facts)}${facts.ownAgentsOnline > 0 && facts.ownFreeSlots === 0 ? " Your own agents are busy." : ""}`;
    case "tier_saturated":
      return saturated(facts);
    case "next":
      return "A slot is free. This job starts at any moment now.";
  }
}

function saturated(facts: WaitingFacts): string {
  const { totalSlots, freeSlots } = facts;
  const where = isOwnOnly(facts) ? "of your own agents" : "that could run this";
  if (freeSlots === 0) return `${allSlots(facts)} ${where} ${totalSlots === 1 ? "is" : "are"} busy.`;
  // How many go first is told beside it, as for any job that waits for its turn.
  return `${freeSlots} of ${count(totalSlots, "slot")} ${where} ${freeSlots === 1 ? "is" : "are"} free, and others go first.`;
}

function paused({ pauses, matchingAgents, matchingAgentsPaused }: WaitingFacts): string {
  const tiers = list(pauses.map(({ tier }) => tier));
  const words = pauses.length === 1 ? `The ${tiers} tier is paused` : `The ${tiers} tiers are paused`;
  return matchingAgents > matchingAgentsPaused
    ? `${words}, and no other agent that could run this is online.`
    : `${words}.`;
}

function tenantLimit({ tenantMaxConcurrent, tenantRunning, ownAhead }: WaitingFacts): string {
  const running = `${tenantRunning} ${tenantRunning === 1 ? "is" : "are"} running`;
  const limit = `Your plan runs ${count(tenantMaxConcurrent, "job")} at a time`;
  if (tenantRunning >= tenantMaxConcurrent) return `${limit}, and ${running}.`;
  const go = ownAhead === 1 ? "goes" : "go";
  if (tenantRunning === 0) return `${limit}, and ${ownAhead} of yours ${go} before this one.`;
  return `${limit}: ${running}, and ${ownAhead} ${go} before this one.`;
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

function estimate(
  reason: WaitingReason,
  { start, backoffSeconds, expiresInSeconds }: WaitingFacts,
): Pick<Waiting, "estimatedStart" | "isTooLate"> {
  const unknown = { estimatedStart: null, isTooLate: false };
  if (reason === "no_matching_agent" || reason === "agents_offline") return unknown;
  if (reason === "next")
    return { ...unknown, estimatedStart: { p50Seconds: 0, p90Seconds: PICK_UP_SECONDS_MAX } };
  if (start === null) return unknown;
  const pause = Math.ceil(backoffSeconds);
  const p50Seconds = Math.max(start.p50Seconds, pause);
  if (p50Seconds >= expiresInSeconds) return { ...unknown, isTooLate: true };
  const p90Seconds = Math.min(expiresInSeconds, Math.max(start.p90Seconds, pause + PICK_UP_SECONDS_MAX));
  return { ...unknown, estimatedStart: { p50Seconds, p90Seconds } };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function allSlots({ totalSlots }: WaitingFacts): string {
  return totalSlots === 1 ? "The one slot" : `All ${totalSlots} slots`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
