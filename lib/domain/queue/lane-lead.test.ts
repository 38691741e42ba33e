import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANE_LEAD_MAX, lagToDrop, leadOf, leadToDrop } from "@/lib/domain/queue/lane-lead";

describe("lanes that meet at an agent", () => {
  it("are brought back together, until the nearest of them has a little of its lead and no more", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (leads) => {
        const drop = leadToDrop(leads);
        const ahead = leads.filter((lead) => lead > 0);
        expect(drop).toBeGreaterThanOrEqual(0);
        if (ahead.length > 0) expect(Math.min(...ahead) - drop).toBeLessThanOrEqual(LANE_LEAD_MAX + 1e-6);
        if (drop > 0) expect(Math.min(...ahead) - drop).toBeCloseTo(LANE_LEAD_MAX, 6);
      }),
    );
  });

  it("lose no due of their own: neither a long job charged ahead nor one tenant that is owed makes a lead", () => {
    expect(leadOf({ virtualTime: 10, firstPass: 14_400 }, 5)).toBe(5);
    expect(leadOf({ virtualTime: 14_400, firstPass: 10 }, 5)).toBe(5);
    expect(leadOf({ virtualTime: 14_400, firstPass: 14_400 }, 5)).toBe(14_395);
  });
});

describe("a lane in which nobody waited", () => {
  it("comes to where the hindmost of its rivals stands, and stays where it is when it is further or alone", () => {
    expect(lagToDrop([490, 60, 80])).toBe(60);
    expect(lagToDrop([490, -10, 80])).toBe(0);
    expect(lagToDrop([])).toBe(0);
  });
});
