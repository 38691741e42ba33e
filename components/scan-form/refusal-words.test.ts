import { expect, it } from "vitest";
import type { JobEstimate } from "@/lib/contracts/job";
import { refusalWords } from "./refusal-words";

const figures = { enabled: true, current_queued: 4, max_queued: 5 };
const full = "Your queue is full: 5 of 5. Wait until a scan starts, or cancel one that waits.";
const noAgents = "Platform agents are not part of your plan, so scans are refused.";
const estimate = (would_be_refused: JobEstimate["would_be_refused"]): JobEstimate => ({
  tier_max: "shared",
  tier_downgraded: false,
  would_be_refused,
  waiting: null,
});

it("says before anything is asked that the queue is full, or that the plan has no agents", () => {
  expect(refusalWords(figures, null)).toBeNull();
  expect(refusalWords({ ...figures, current_queued: 5 }, null)).toBe(full);
  expect(refusalWords({ ...figures, enabled: false, current_queued: 5 }, null)).toBe(noAgents);
});

it("goes by the server's answer once there is one, which is fresher than the figures", () => {
  expect(refusalWords({ ...figures, current_queued: 5 }, estimate(null))).toBeNull();
  expect(refusalWords({ ...figures, enabled: false }, estimate(null))).toBeNull();
  expect(refusalWords(figures, estimate({ code: "queue_full", detail: "5 of 5." }))).toBe(full);
  expect(refusalWords(figures, estimate({ code: "platform_agents_not_available", detail: "None." }))).toBe(
    noAgents,
  );
  expect(refusalWords(figures, estimate({ code: "no_agent_available", detail: "None is free." }))).toBe(
    "None is free.",
  );
});
