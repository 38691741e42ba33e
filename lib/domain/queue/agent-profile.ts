/** One kind of platform agent: what it may run depends on nothing else. */
export interface AgentProfile {
  tierPriority: number;
  tools: readonly string[];
  capabilities: readonly string[];
}
