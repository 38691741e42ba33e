import { expect, test } from "vitest";
import { foundWords } from "@/components/queue/found-words";

test("what was found reads as a line: ids by their end, answers as yes, no and none", () => {
  expect(
    foundWords({
      status: "running",
      attempt: 2,
      has_lease: false,
      is_platform_agent: true,
      agent_id: "019a2f3e-5c00-7000-8000-0000deadbeef",
      outcome: null,
      open_attempts: [1, 3],
      pass: "NaN",
    }),
  ).toBe(
    "status running, attempt 2, has lease no, is platform agent yes, agent id …deadbeef, outcome none, open attempts 1 and 3, pass NaN",
  );
});
