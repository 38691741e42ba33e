import type { AgentHealth, AgentStatus } from "@/lib/domain/agent/liveness";
import type { JobDemand } from "@/lib/domain/queue/agent-supply";

/** Why an agent does not take a job now: the first that holds, what never changes by itself before what does. */
export const AGENT_VERDICTS = [
  "not_its_owner",
  "tier_too_high",
  "tool_missing",
  "capability_missing",
  "disabled",
  "draining",
  "tier_paused",
  "offline",
  "full",
  "not_asking",
  "ready",
] as const;
export type AgentVerdict = (typeof AGENT_VERDICTS)[number];

export interface JudgedAgent {
  ownerTenantId: string | null;
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
  status: AgentStatus;
  /** Nobody's own agent is of a tier. */
  isTierPaused: boolean;
  health: AgentHealth;
  slots: number;
  used: number;
  /** It waits for work, in whatever process. */
  isAsking: boolean;
}

export function agentVerdict(agent: JudgedAgent, job: JobDemand): AgentVerdict {
  const isPlatform = agent.ownerTenantId === null;
  const mode = isPlatform ? "tenant_only" : "platform_only";
  if (job.selectionMode === mode || (!isPlatform && agent.ownerTenantId !== job.tenantId))
    return "not_its_owner";
  if (isPlatform && agent.tierPriority > job.tierCeiling) return "tier_too_high";
  if (!agent.tools.includes(job.tool)) return "tool_missing";
  if (!job.capabilities.every((name) => agent.capabilities.includes(name))) return "capability_missing";
  if (agent.status === "disabled") return "disabled";
  if (agent.status !== "active") return "draining";
  if (agent.isTierPaused) return "tier_paused";
  if (agent.health !== "online") return "offline";
  if (agent.used >= agent.slots) return "full";
  return agent.isAsking ? "ready" : "not_asking";
}
