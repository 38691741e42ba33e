import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectivePriority } from "@/lib/domain/job/effective-priority";
import {
  advanceLane,
  boundCredit,
  chargeElsewhere,
  chargeOf,
  earnLane,
  enterLane,
  LAG_MAX,
  type LaneTime,
  LEAD_MAX,
  orderKey,
  WEIGHT_UNIT,
} from "@/lib/domain/queue/fair-share";

const NOW = 1_795_132_800;
const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
const weight = fc.integer({ min: 1, max: 1_000 });
const seconds = fc.double({ min: 0.05, max: 86_400, noNaN: true });

describe("a charge", () => {
  it("is agent-seconds by weight: equal charges are seconds in proportion to the weights", () => {
    expect(chargeOf(10, 100)).toBe(10);
    expect(chargeOf(10, 25)).toBe(40);
    fc.assert(
      fc.property(seconds, weight, weight, (length, a, b) => {
        expect(chargeOf(length * a, a) / chargeOf(length * b, b)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("is never nothing, so jobs of no length cannot flood", () => {
    expect(chargeOf(0, 100)).toBe(0.05);
  });
});

describe("who comes into a lane", () => {
  it("brings neither credit from idleness nor more debt than the lead, and else what it was charged", () => {
    fc.assert(
      fc.property(amount, amount, amount, (pass, virtualTime, behind) => {
        const earnedTime = Math.max(0, virtualTime - behind);
        const entered = enterLane(pass, { virtualTime, earnedTime });
        expect(entered).toBeGreaterThanOrEqual(earnedTime);
        expect(entered).toBeLessThanOrEqual(virtualTime + LEAD_MAX);
        if (pass >= virtualTime && pass <= virtualTime + LEAD_MAX) expect(entered).toBe(pass);
      }),
    );
  });

  it("is owed no more than the lag, however long it was held back", () => {
    fc.assert(
      fc.property(amount, amount, (pass, virtualTime) => {
        const bounded = boundCredit(pass, virtualTime);
        expect(bounded).toBeGreaterThanOrEqual(virtualTime - LAG_MAX);
        if (pass >= virtualTime - LAG_MAX) expect(bounded).toBe(pass);
      }),
    );
  });
});

const start: LaneTime = { virtualTime: 0, earnedTime: 0 };

/** A job goes, and runs as long as was thought. */
function serve(
  lane: LaneTime,
  job: { chosenPass: number; seconds: number; backlogWeight: number },
): LaneTime {
  const next = advanceLane({ ...lane, ...job, unearnedPass: 0 });
  return { ...next, earnedTime: earnLane(next, job.seconds, job.backlogWeight) };
}

describe("the time of a lane", () => {
  it("brings who comes to where those who wait will be when their jobs turn out to take a moment", () => {
    fc.assert(
      fc.property(seconds, weight, fc.integer({ min: 1, max: 50 }), (thought, alone, jobs) => {
        let lane = start;
        let charged = 0;
        for (let i = 0; i < jobs; i++) {
          const dispatch = { chosenPass: charged, unearnedPass: charged, seconds: thought };
          lane = advanceLane({ ...lane, ...dispatch, backlogWeight: alone });
          charged += chargeOf(thought, alone);
        }
        expect(enterLane(lane.earnedTime, lane)).toBeCloseTo(0, 9);
      }),
    );
  });

  it("never goes back, is never behind whom it served, and moves with each job", () => {
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        seconds,
        fc.nat({ max: 100_000 }),
        (virtualTime, behind, chosenPass, length, backlogWeight) => {
          const earnedTime = Math.max(0, virtualTime - behind);
          const before = {
            virtualTime,
            earnedTime,
            chosenPass,
            unearnedPass: 0,
            seconds: length,
            backlogWeight,
          };
          const next = advanceLane(before);
          expect(next.virtualTime).toBeGreaterThan(virtualTime);
          expect(next.virtualTime).toBeGreaterThanOrEqual(chosenPass);
          expect(next.earnedTime).toBeGreaterThanOrEqual(Math.max(earnedTime, chosenPass));
          expect(next.earnedTime).toBeLessThanOrEqual(next.virtualTime);
          const earned = earnLane(next, length, backlogWeight);
          expect(earned).toBeLessThanOrEqual(next.virtualTime);
          if (next.earnedTime < next.virtualTime) expect(earned).toBeGreaterThan(next.earnedTime);
        },
      ),
    );
  });

  it("stays behind the next job of a tenant that is alone, so that the next to come goes before it", () => {
    fc.assert(
      fc.property(seconds, weight, fc.integer({ min: 1, max: 50 }), (length, alone, jobs) => {
        let lane = start;
        let pass = 0;
        for (let i = 0; i < jobs; i++) {
          lane = serve(lane, { chosenPass: pass, seconds: length, backlogWeight: alone });
          pass += chargeOf(length, alone);
        }
        expect(enterLane(0, lane)).toBeLessThan(pass);
      }),
    );
  });

  it("does not run ahead of the tenants that wait all the time: none of them falls behind who comes", () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 2, maxLength: 6 }), seconds, (weights, length) => {
        const passes = weights.map(() => 0);
        const backlogWeight = weights.reduce((sum, one) => sum + one, 0);
        let lane = start;
        for (let i = 0; i < 200; i++) {
          const chosenPass = Math.min(...passes);
          const chosen = passes.indexOf(chosenPass);
          lane = serve(lane, { chosenPass, seconds: length, backlogWeight });
          passes[chosen] = chosenPass + chargeOf(length, weights[chosen] ?? 1);
        }
        const mean = passes.reduce((sum, pass, i) => sum + pass * (weights[i] ?? 0), 0) / backlogWeight;
        expect(lane.virtualTime).toBeLessThanOrEqual(mean * (1 + 1e-9));
        expect(lane.earnedTime).toBeLessThanOrEqual(mean * (1 + 1e-9));
      }),
    );
  });

  it("reaches everybody who waits, even while new tenants go first without end", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1_000, noNaN: true }),
        weight,
        fc.double({ min: 0.05, max: 60, noNaN: true }),
        (ahead, backlogWeight, length) => {
          const enough = Math.ceil(ahead / chargeOf(length, backlogWeight + WEIGHT_UNIT)) + 1;
          let lane = start;
          for (let gone = 0; gone < enough; gone++) {
            lane = serve(lane, { chosenPass: enterLane(0, lane), seconds: length, backlogWeight });
          }
          expect(enterLane(0, lane)).toBeGreaterThanOrEqual(ahead);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("work in another lane", () => {
  it("counts, and never brings a tenant further than it can come to before a job of this lane has gone", () => {
    fc.assert(
      fc.property(amount, fc.array(seconds, { maxLength: 20 }), amount, (start, charges, ahead) => {
        const passMax = start + ahead;
        const pass = charges.reduce((sum, charge) => chargeElsewhere(sum, charge, passMax, start), start);
        const total = charges.reduce((sum, charge) => sum + charge, start);
        expect(pass).toBeCloseTo(Math.min(total, passMax), 3);
      }),
    );
  });

  it("given back is given back here too, but makes no credit where it had not counted in full", () => {
    expect(chargeElsewhere(100, -30, 600, 50)).toBe(70);
    expect(chargeElsewhere(100, -80, 600, 50)).toBe(50);
    expect(chargeElsewhere(40, -80, 600, 50)).toBe(40);
  });

  it("leaves a tenant where it is that stands further back already", () => {
    expect(chargeElsewhere(900, 10, 600, 50)).toBe(900);
  });
});

describe("the order key", () => {
  const base = fc.integer({ min: 0, max: 200 });
  const waited = fc.integer({ min: 0, max: 75 * 60 });

  it("is the order of effective priority between equal passes, at whatever moment one looks", () => {
    fc.assert(
      fc.property(amount, base, base, waited, waited, (pass, baseA, baseB, waitedA, waitedB) => {
        const [a, b] = [effectivePriority(baseA, waitedA), effectivePriority(baseB, waitedB)];
        fc.pre(a > b);
        expect(orderKey(pass, baseA, NOW - waitedA)).toBeLessThan(orderKey(pass, baseB, NOW - waitedB));
      }),
    );
  });

  it("puts a Free job of 76 minutes before an Enterprise job of this instant, and one of 74 behind it", () => {
    const enterprise = orderKey(1_000, 100, NOW);
    expect(orderKey(1_000, 25, NOW - 76 * 60)).toBeLessThan(enterprise);
    expect(orderKey(1_000, 25, NOW - 74 * 60)).toBeGreaterThan(enterprise);
  });

  it("tells a millisecond apart after years of charges", () => {
    const pass = 1e8;
    expect(orderKey(pass, 50, NOW)).toBeLessThan(orderKey(pass, 50, NOW + 0.001));
  });
});
