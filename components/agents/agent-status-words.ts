import { countWords } from "@/components/fleet/count-words";
import type { StatusTone } from "@/components/ui/status-shape";
import type { AgentView } from "@/lib/contracts/agent";

type StatusFacts = Pick<AgentView, "status" | "health" | "current_jobs" | "max_concurrent_jobs">;

/** What an agent is doing, in one line: what an admin decided comes first, then what its beats tell. */
export function agentStatusWords(agent: StatusFacts): { tone: StatusTone; words: string } {
  const { status, health, current_jobs: jobs } = agent;
  const away = health === "offline" ? ", offline" : "";
  switch (status) {
    case "disabled":
      return {
        tone: "off",
        words: jobs > 0 ? `Disabled, ${countWords(jobs, "job")} left${away}` : `Disabled${away}`,
      };
    case "draining":
      return { tone: "wait", words: `Draining, ${countWords(jobs, "job")} left${away}` };
    case "drained":
      return { tone: "off", words: "Drained" };
    case "active":
      return activeWords(agent);
  }
}

function activeWords(agent: StatusFacts): { tone: StatusTone; words: string } {
  switch (agent.health) {
    case "pending":
      return { tone: "off", words: "Never seen" };
    case "offline":
      return { tone: "bad", words: "Offline" };
    case "degraded":
      return { tone: "wait", words: "Not responding" };
    case "online":
      return agent.current_jobs === 0
        ? { tone: "ok", words: "Idle" }
        : { tone: "run", words: `Busy ${agent.current_jobs} of ${agent.max_concurrent_jobs}` };
  }
}
