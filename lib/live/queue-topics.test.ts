import { describe, expect, it } from "vitest";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import { concernsAgent, topicsOfJob } from "@/lib/live/queue-topics";

/** The agents, by tier or `own`, that a new job starts a look for. */
function lookedFor(...job: Parameters<typeof topicsOfJob>): (Tier | "own")[] {
  const topics = topicsOfJob(...job);
  const agents = [
    ...TIERS.map((tier) => ({ name: tier, agent: { tier, isPlatformAgent: true } })),
    { name: "own" as const, agent: { tier: "shared" as const, isPlatformAgent: false } },
  ];
  return agents
    .filter(({ agent }) => topics.some((topic) => concernsAgent(topic, agent)))
    .map(({ name }) => name);
}

describe("a new job", () => {
  it("concerns the agents of every tier up to its own, as it may spill over", () => {
    expect(lookedFor("shared", "platform_only", true)).toEqual(["shared"]);
    expect(lookedFor("dedicated", "platform_only", true)).toEqual(["shared", "dedicated"]);
    expect(lookedFor("premium", "platform_only", true)).toEqual(["shared", "dedicated", "premium"]);
  });

  it("concerns tenants' own agents only where these may run it", () => {
    expect(lookedFor("premium", "tenant_only", true)).toEqual(["own"]);
    expect(lookedFor("shared", "tenant_first", true)).toEqual(["shared", "own"]);
    expect(lookedFor("shared", "any", true)).toEqual(["shared", "own"]);
  });

  it("concerns every platform agent while tiers are not looked at", () => {
    expect(lookedFor("shared", "platform_only", false)).toEqual(expect.arrayContaining([...TIERS]));
  });
});
