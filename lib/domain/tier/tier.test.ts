import { describe, expect, it } from "vitest";
import { accessibleTiers, decideTier, isTier, lowerTier, mayUseTier, TIERS } from "@/lib/domain/tier/tier";

describe("tiers", () => {
  it("a tenant may use its own tier and every lower one, never a higher", () => {
    expect(TIERS.map(accessibleTiers)).toEqual([
      ["shared"],
      ["shared", "dedicated"],
      ["shared", "dedicated", "premium"],
    ]);
    expect(mayUseTier("shared", "premium")).toBe(false);
    expect(mayUseTier("dedicated", "premium")).toBe(false);
    expect(mayUseTier("dedicated", "dedicated")).toBe(true);
  });

  it("a wish above the plan is lowered and said to be; one within it, or none, is kept", () => {
    for (const wish of TIERS) {
      for (const plan of TIERS) {
        expect(decideTier(wish, plan)).toEqual({
          tierRequested: wish,
          tierMax: lowerTier(wish, plan),
          tierDowngraded: !mayUseTier(plan, wish),
        });
      }
    }
    expect(decideTier(null, "dedicated")).toEqual({
      tierRequested: null,
      tierMax: "dedicated",
      tierDowngraded: false,
    });
  });

  it("nothing else is a tier", () => {
    expect(isTier("premium")).toBe(true);
    expect(isTier("toString")).toBe(false);
  });
});
