import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COST_SECONDS_MIN, chargeOf } from "@/lib/domain/queue/fair-share";
import {
  DEFAULT_ESTIMATE_SECONDS,
  estimateSeconds,
  nextEstimate,
  overtime,
  trueUp,
  unearnedPass,
} from "@/lib/domain/queue/job-cost";

const seconds = fc.double({ min: COST_SECONDS_MIN, max: 86_400, noNaN: true });
const weight = fc.integer({ min: 1, max: 1_000 });

describe("what a job costs in the end", () => {
  it("is exactly its length at the weight it was charged at, whatever was estimated", () => {
    fc.assert(
      fc.property(seconds, seconds, weight, (estimate, actual, at) => {
        const charge = { chargedSeconds: estimate, chargedPass: chargeOf(estimate, at) };
        const rest = trueUp(charge, actual);
        expect(charge.chargedSeconds + rest.seconds).toBeCloseTo(actual, 6);
        expect((charge.chargedPass + rest.pass) / chargeOf(actual, at)).toBeCloseTo(1, 6);
      }),
    );
  });

  it("is the least cost for a job of no length", () => {
    const rest = trueUp({ chargedSeconds: 30, chargedPass: 30 }, 0);
    expect(30 + rest.pass).toBeCloseTo(COST_SECONDS_MIN, 9);
  });
});

describe("while a job runs", () => {
  it("what is not earned of its charge grows less with each second, down to nothing", () => {
    const charge = { chargedSeconds: 10, chargedPass: 40 };
    expect([0, 2.5, 10, 99].map((elapsed) => unearnedPass(charge, elapsed))).toEqual([40, 30, 0, 0]);
  });

  it("every second is charged before long, in few steps, and never more than a quarter too much", () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: 2, max: 20_000 }), (estimate, length) => {
        let charged = estimate;
        let steps = 0;
        let isWithin = true;
        for (let elapsed = 2; elapsed <= length; elapsed += 2) {
          const more = overtime(charged, elapsed);
          charged += more;
          steps += more > 0 ? 1 : 0;
          isWithin &&= charged >= elapsed && charged <= Math.max(estimate, elapsed * 1.25);
        }
        expect(isWithin).toBe(true);
        expect(steps).toBeLessThanOrEqual(1 + Math.log(Math.max(1, length)) / Math.log(1.25));
      }),
      { numRuns: 50 },
    );
  });
});

describe("the estimate", () => {
  it("is the tenant's own, else the tool's, else a guess, and never nothing", () => {
    expect(estimateSeconds(7, 70)).toBe(7);
    expect(estimateSeconds(null, 70)).toBe(70);
    expect(estimateSeconds(null, null)).toBe(DEFAULT_ESTIMATE_SECONDS);
    expect(estimateSeconds(0, 70)).toBe(COST_SECONDS_MIN);
  });

  it("is not moved by what makes no difference: how far below the least cost a run was, and less than a thousandth", () => {
    expect(nextEstimate(null, 0.001)).toBe(COST_SECONDS_MIN);
    expect(nextEstimate(COST_SECONDS_MIN, 0.02)).toBe(COST_SECONDS_MIN);
    expect(nextEstimate(100, 100.2)).toBe(100);
    expect(nextEstimate(100, 101)).toBeGreaterThan(100);
  });

  it("comes from any wrong start to within a hundredth of a steady length in 20 runs", () => {
    fc.assert(
      fc.property(fc.option(seconds), seconds, (start, length) => {
        let estimate = start;
        for (let run = 0; run < 20; run++) estimate = nextEstimate(estimate, length);
        const error = Math.abs((estimate ?? 0) - length);
        expect(error).toBeLessThanOrEqual(0.01 * Math.abs((start ?? length) - length) + length / 250);
      }),
    );
  });
});
