import { describe, expect, it } from "vitest";
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
  it("notices a start that has become later without another reason", () => {
    expect(movedBack({ reason: "tier_saturated", p90: at(20) }, waiting)).toBe(true);
  });
  it("passes over small shifts, and over a new reason, which explains itself", () => {
    expect(movedBack({ reason: "tier_saturated", p90: at(75) }, waiting)).toBe(false);
    expect(movedBack({ reason: "next", p90: at(5) }, waiting)).toBe(false);
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
