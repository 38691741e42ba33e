import { describe, expect, it } from "vitest";
import { tryLater } from "./try-later";
import { expectedStart, movedBack, whatMustHappen } from "./waiting-words";

const now = 1_800_000_000;
const at = (seconds: number) => new Date((now + seconds) * 1000).toISOString();
const waiting = {
  reason: "tier_saturated" as const,
  message: "All 4 slots that could run this are busy.",
  position: 3,
  tenant_position: 1,
  estimated_start: { p50: at(25), p90: at(80) },
  expires_at: null,
  is_too_late: false,
  pause: null,
};

describe("expectedStart", () => {
  it("is a range while both ends lie ahead", () => {
    expect(expectedStart(waiting.estimated_start, now)).toBe("25 s – 1 m 20 s");
  });
  it("is an upper bound once the early end has passed", () => {
    expect(expectedStart(waiting.estimated_start, now + 30)).toBe("within 50 s");
  });
  it("never counts below any moment now", () => {
    expect(expectedStart(waiting.estimated_start, now + 500)).toBe("any moment now");
  });
  it("is nothing where nobody can say", () => {
    expect(expectedStart(null, now)).toBeNull();
  });
});

describe("movedBack", () => {
  const first = { p50: at(5), p90: at(20) };
  it("notices a start that is later than the first that was told, whatever came between", () => {
    expect(movedBack(first, { p50: at(25), p90: at(80) })).toBe(true);
  });
  it("passes over small shifts, and takes it back once the start is as early again", () => {
    expect(movedBack(first, { p50: at(10), p90: at(33) })).toBe(false);
    expect(movedBack(first, { p50: at(1), p90: at(12) })).toBe(false);
  });
  it("compares nothing with a start that was not told", () => {
    expect(movedBack(null, first)).toBe(false);
    expect(movedBack(first, null)).toBe(false);
  });
});

it("says how many scans come first in plain numbers", () => {
  expect(whatMustHappen(waiting, "platform_only")).toBe("2 scans are before it in fair order.");
  expect(whatMustHappen({ ...waiting, position: 2 }, "any")).toBe("1 scan is before it in fair order.");
});

it("sends nobody to the provider for agents of their own", () => {
  const offline = { ...waiting, reason: "agents_offline" as const };
  expect(whatMustHappen(offline, "platform_only")).toContain("provider");
  expect(whatMustHappen(offline, "tenant_only")).not.toContain("provider");
});

it.each(["no_matching_agent", "agents_offline", "paused"] as const)(
  "promises no start that the scan's time in the queue may not last for: %s",
  (reason) => {
    const pause = { tier: "shared", note: "New scanners.", resumes_at: null } as const;
    const alone = { ...waiting, reason, position: 1, estimated_start: null, pause };
    for (const mode of ["platform_only", "tenant_only"] as const) {
      expect(whatMustHappen(alone, mode)).toMatch(/^Starts if .* in time\./);
    }
  },
);

describe("a scan whose turn would come when its time in the queue is over", () => {
  const late = { ...waiting, estimated_start: null, is_too_late: true, expires_at: at(600) };
  const limited = { ...late, reason: "tenant_concurrency" as const };

  it("is told to be given up, with what else could help in its case", () => {
    expect(tryLater(limited, "any")).toBe("try again later, or cancel others of yours.");
    expect(tryLater(late, "platform_only")).toBe("try again later.");
    expect(tryLater(late, "tenant_only")).toBe("try again later, or start another agent of your own.");
    for (const reason of ["paused", "backoff"] as const)
      expect(tryLater({ ...late, reason }, "platform_only")).toBe("try again later.");
  });

  it("gets no sentence on when it starts, and still the number of those before it", () => {
    expect(whatMustHappen({ ...limited, position: 1 }, "platform_only")).toBe("");
    expect(whatMustHappen(limited, "platform_only")).toBe("2 scans are before it in fair order.");
  });

  it("is not taken for one of which nobody can say when it starts", () => {
    expect(tryLater({ ...late, is_too_late: false }, "platform_only")).toBeNull();
  });
});
