import { expect, test } from "vitest";
import { agentStatusWords } from "@/components/agents/agent-status-words";

const agent = { status: "active", health: "online", current_jobs: 0, max_concurrent_jobs: 4 } as const;

test.each([
  [agent, "Idle"],
  [{ ...agent, current_jobs: 3 }, "Busy 3 of 4"],
  [{ ...agent, health: "pending" }, "Never seen"],
  [{ ...agent, health: "degraded", current_jobs: 1 }, "Not responding"],
  [{ ...agent, health: "offline" }, "Offline"],
  [{ ...agent, status: "draining", current_jobs: 1 }, "Draining, 1 job left"],
  [{ ...agent, status: "draining", health: "offline", current_jobs: 2 }, "Draining, 2 jobs left, offline"],
  [{ ...agent, status: "drained", health: "offline" }, "Drained"],
  [{ ...agent, status: "disabled" }, "Disabled"],
] as const)("%o reads %s", (facts, words) => {
  expect(agentStatusWords(facts).words).toBe(words);
});
