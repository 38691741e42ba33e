import { expect, it } from "vitest";
import { demandWords, laneWords, standingWords } from "./lane-words";

const lane = {
  tool: "nmap",
  capabilities: [] as string[],
  selection_mode: "platform_only" as const,
  tier_max: "premium" as const,
  tier_ceiling: "shared" as const,
  waiting: 1,
  running: 0,
  is_placed: true,
  is_at_limit: false,
  weight: 25,
  order_key: 1,
  pass: 1,
  virtual_time: 0,
  tenants_before: 2,
  first_job_id: "01900000-0000-7000-8000-000000000000",
  first_job_waiting: null,
};

it("names jobs by their tool and the highest tier that they ask for", () => {
  expect(laneWords(lane)).toBe("Open ports, up to Premium");
  expect(laneWords({ ...lane, selection_mode: "tenant_only" })).toBe("Open ports");
});

it("says what jobs ask for beside their tool, and nothing of those that ask for nothing", () => {
  expect(demandWords(lane)).toBe("");
  const asking = { ...lane, capabilities: ["vpn", "ipv6"], selection_mode: "tenant_first" as const };
  expect(demandWords(asking)).toBe("vpn, ipv6, the tenant's own agents first");
});

it("says who stands before a tenant only where that decides when it goes", () => {
  expect(standingWords(lane)).toBe("2 tenants before it");
  expect(standingWords({ ...lane, tenants_before: 0 })).toBe("no other tenant before it");
  expect(standingWords({ ...lane, is_at_limit: true })).toBe("at its limit: others go");
  expect(standingWords({ ...lane, is_placed: false, tenants_before: null })).toBe(
    "placed with the next claim",
  );
  expect(standingWords({ ...lane, selection_mode: "tenant_only" })).toBeNull();
});
