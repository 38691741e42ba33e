import { agentStatusWords } from "@/components/agents/agent-status-words";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AgentView } from "@/lib/contracts/agent";

export function AgentStatus({ agent, size = "md" }: { agent: AgentView; size?: "sm" | "md" | "lg" }) {
  const { tone, words } = agentStatusWords(agent);
  return (
    <StatusBadge tone={tone} size={size}>
      {words}
    </StatusBadge>
  );
}
