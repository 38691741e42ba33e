import type { Context } from "@/lib/services/context";

/** A use case of one agent; the id comes from its key. */
export interface AgentContext extends Context {
  agentId: string;
}
