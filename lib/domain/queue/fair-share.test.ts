import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectivePriority } from "@/lib/domain/job/effective-priority";
import {
  advanceVirtualTime,
  boundCredit,
  chargeOf,
  enterLane,
  LAG_MAX,
  LEAD_MAX,
  orderKey,
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
      fc.property(amount, amount, (pass, virtualTime) => {
        const entered = enterLane(pass, virtualTime);
        expect(entered).toBeGreaterThanOrEqual(virtualTime);
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

describe("the virtual time of a lane", () => {
  it("never goes back, and never past the last of those that wait", () => {
    fc.assert(
      fc.property(amount, amount, amount, seconds, weight, (virtualTime, one, other, length, more) => {
        const [chosenPass, lastPass] = [Math.min(one, other), Math.max(one, other)];
        const next = advanceVirtualTime({
          virtualTime,
          chosenPass,
          lastPass,
          seconds: length,
          backlogWeight: more,
        });
        expect(next).toBeGreaterThanOrEqual(virtualTime);
        expect(next).toBeLessThanOrEqual(Math.max(virtualTime, lastPass));
        if (chosenPass >= virtualTime) expect(next).toBeGreaterThanOrEqual(chosenPass);
      }),
    );
  });

  it("stays with a tenant that is alone, so that the next to come goes before its next job", () => {
    const next = advanceVirtualTime({
      virtualTime: 5,
      chosenPass: 7,
      lastPass: 7,
      seconds: 60,
      backlogWeight: 50,
    });
    expect(next).toBe(7);
  });

  it("reaches everybody who waits, even while new tenants go first without end", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1_000, noNaN: true }),
        weight,
        weight,
        fc.double({ min: 0.05, max: 60, noNaN: true }),
        (ahead, waiting, newcomers, length) => {
          const backlogWeight = waiting + newcomers;
          let virtualTime = 0;
          let gone = 0;
          while (enterLane(0, virtualTime) < ahead) {
            virtualTime = advanceVirtualTime({
              virtualTime,
              chosenPass: virtualTime,
              lastPass: ahead,
              seconds: length,
              backlogWeight,
            });
            gone += 1;
          }
          expect(gone).toBeLessThanOrEqual(Math.ceil(ahead / chargeOf(length, backlogWeight)) + 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("does not move when nobody's weight is known", () => {
    const dispatch = { virtualTime: 3, chosenPass: 2, lastPass: 9, seconds: 60, backlogWeight: 0 };
    expect(advanceVirtualTime(dispatch)).toBe(3);
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
    const pass = 1e9;
    expect(orderKey(pass, 50, NOW)).toBeLessThan(orderKey(pass, 50, NOW + 0.001));
  });
});
