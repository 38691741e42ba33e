/** What is read from Redis is looked at before it is believed: somebody else may have written it. */
import { AGENT_STATUSES } from "@/lib/domain/agent/liveness";
import type { AgentOrders } from "@/lib/ephemeral/ephemeral-state";
import type { SeenFigures } from "@/lib/ephemeral/seen-figures";

export function readOrders(text: string | null): AgentOrders | null {
  const value = parse(text);
  const status = AGENT_STATUSES.find((known) => known === value.status);
  const slots = value.maxConcurrentJobs;
  if (status === undefined || typeof slots !== "number" || !Number.isInteger(slots) || slots < 0) return null;
  return { status, maxConcurrentJobs: slots };
}

export function readFigures(text: string | null): SeenFigures | null {
  const { loadScore, cpuPercent, memoryPercent } = parse(text);
  return isPercent(loadScore) && isPercent(cpuPercent) && isPercent(memoryPercent)
    ? { loadScore, cpuPercent, memoryPercent }
    : null;
}

/** Null: there is none. */
export function readShared(text: string | null): { value: unknown } | null {
  const parsed = parse(text);
  return "value" in parsed ? { value: parsed.value } : null;
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 100;
}

function parse(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
