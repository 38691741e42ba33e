import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signJobToken, verifyJobToken } from "@/lib/secrets/job-token";

const CLAIMS = {
  jobId: "01910000-0000-7000-8000-000000000001",
  attempt: 2,
  agentId: "01910000-0000-7000-8000-000000000002",
  tenantId: "01910000-0000-7000-8000-000000000003",
  isPlatformAgent: false,
};
const NOW = new Date("2026-01-01T00:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const sign = (seconds: number, claims = CLAIMS) =>
  signJobToken(claims, NOW, new Date(NOW.getTime() + seconds * 1000));

describe("a job token", () => {
  it("says what was signed, as often as it is asked", async () => {
    const token = await sign(60);
    expect(await verifyJobToken(token)).toEqual(CLAIMS);
    expect(await verifyJobToken(token)).toEqual(CLAIMS);
  });

  it("is refused after its end, also where it was seen before", async () => {
    const token = await sign(60);
    expect(await verifyJobToken(token)).toEqual(CLAIMS);
    vi.setSystemTime(NOW.getTime() + 66_000);
    expect(await verifyJobToken(token)).toBeNull();
    expect(await verifyJobToken(token)).toBeNull();
  });

  it("of which one character was changed is refused", async () => {
    const token = await sign(60);
    for (const place of [5, Math.floor(token.length / 2), token.length - 5]) {
      const other = token[place] === "A" ? "B" : "A";
      expect(await verifyJobToken(token.slice(0, place) + other + token.slice(place + 1))).toBeNull();
    }
  });

  it("is proven anew when too many others were seen since, with the same answer", async () => {
    const token = await sign(60);
    for (let attempt = 0; attempt < 10_050; attempt++) await sign(60, { ...CLAIMS, attempt });
    expect(await verifyJobToken(token)).toEqual(CLAIMS);
  });
});
