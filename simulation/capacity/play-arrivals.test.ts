import { describe, expect, it } from "vitest";
import type { PlanName } from "../plans";
import { Random } from "../random";
import { capacityReport } from "./capacity-report";
import { generateArrivals, TOOLS } from "./generate-arrivals";
import { type Arrival, parseTrace } from "./parse-trace";
import { playArrivals } from "./play-arrivals";

const shared = (count: number) => [{ tier: "shared", count, slots: 1 }] as const;
const arrival = (atSeconds: number, fields: Partial<Arrival> = {}): Arrival => ({
  atSeconds,
  tenant: "a",
  plan: "business",
  tool: "nmap",
  seconds: 10,
  ...fields,
});
const waitsOf = (arrivals: readonly Arrival[], agents: Parameters<typeof playArrivals>[0]) =>
  [...playArrivals(agents, ["nmap"], arrivals).plans.values()].flatMap(({ waits }) =>
    waits.map((wait) => Math.round(wait)),
  );

describe("jobs that come to a fleet", () => {
  it("start at once when there is a slot, and else when one becomes free", () => {
    const arrivals = [arrival(0), arrival(1), arrival(2)];
    expect(waitsOf(arrivals, shared(1))).toEqual([0, 9, 18]);
    expect(waitsOf(arrivals, shared(2))).toEqual([0, 0, 8]);
    expect(waitsOf(arrivals, shared(3))).toEqual([0, 0, 0]);
  });

  it("are bound by their plan: running jobs, waiting jobs, tiers, and time in the queue", () => {
    const free = (atSeconds: number, seconds: number) => arrival(atSeconds, { plan: "free", seconds });
    expect(waitsOf([free(0, 10), free(0, 10)], shared(5))).toEqual([0, 10]);
    const many = playArrivals(
      shared(1),
      ["nmap"],
      Array.from({ length: 9 }, () => free(0, 10)),
    );
    expect(many.plans.get("free")).toMatchObject({ jobs: 9, refused: 4, expired: 0 });
    const long = playArrivals(shared(1), ["nmap"], [free(0, 4_000), free(1, 10)]);
    expect(long.plans.get("free")).toMatchObject({ jobs: 2, refused: 0, expired: 1 });
    const premium = [{ tier: "premium", count: 1, slots: 1 }] as const;
    expect(waitsOf([arrival(0, { plan: "team" })], premium)).toEqual([]);
    expect(waitsOf([arrival(0, { plan: "enterprise" })], premium)).toEqual([0]);
  });

  it("are reported by plan, and the agents by tier", () => {
    const outcome = playArrivals(
      shared(2),
      ["nmap"],
      [arrival(0), arrival(0), arrival(0, { tenant: "b", plan: "team" })],
    );
    const report = capacityReport(outcome);
    expect(report).toContain("3 jobs of 2 tenants in 20 s");
    expect(report).toMatch(/business +2 +0 +0 +2 +0\.0 s/);
  });

  it("keep agents busy for the part told of the time in which they came, whatever runs on after the last", () => {
    const utilisation = (...arrivals: Arrival[]) =>
      capacityReport(playArrivals(shared(2), ["nmap"], arrivals))
        .split("\n")
        .at(-1);
    // The second slot is idle for half of the time, and for all of the thousand seconds after the last arrival.
    expect(utilisation(arrival(0, { seconds: 1_100 }), arrival(50, { seconds: 50 }), arrival(100))).toBe(
      "Utilisation of the shared agents while jobs came (0 s to 100 s): 75.0 %",
    );
    // Not the hour before the first.
    expect(utilisation(arrival(3_600, { seconds: 50 }), arrival(3_700))).toBe(
      "Utilisation of the shared agents while jobs came (3600 s to 3700 s): 25.0 %",
    );
    expect(utilisation(arrival(5), arrival(5))).toBe(
      "Utilisation of the shared agents while jobs came (5 s to 5 s): -",
    );
  });

  it("have a wait in the report only if they started, and it says so", () => {
    const long = arrival(0, { seconds: 4_000 });
    const outcome = playArrivals(shared(1), ["nmap"], [long, arrival(1, { tenant: "b", plan: "team" })]);
    const report = capacityReport(outcome);
    expect(report).toMatch(/team +1 +0 +1 +0 +- +- +- +-$/m);
    expect(report).toMatch(/business +1 +0 +0 +1( +0\.0 s){4}$/m);
    expect(report).toContain("Waits are those of jobs that started");
  });
});

describe("a question of 1,000 agents and 100,000 tenants", () => {
  it("is answered with every job told", () => {
    const agents = [
      { tier: "shared", count: 700, slots: 4 },
      { tier: "dedicated", count: 200, slots: 4 },
      { tier: "premium", count: 100, slots: 4 },
    ] as const;
    const plans = ["free", "free", "free", "team", "business", "enterprise"] as const;
    function* onceEach(): Generator<Arrival> {
      for (let i = 0; i < 100_000; i++) {
        const plan = plans[i % plans.length] ?? "free";
        yield arrival(i / 400, { tenant: `t${i}`, plan, seconds: 6 + (i % 13) });
      }
    }
    const { plans: outcomes, tenants, slotSeconds } = playArrivals(agents, ["nmap"], onceEach());
    expect(tenants).toBe(100_000);
    const told = [...outcomes.values()].flatMap(({ waits }) => waits);
    expect(told.length).toBe(100_000);
    // More than the agents can do at once: most have to wait.
    expect(told.filter((wait) => wait > 1).length).toBeGreaterThan(50_000);
    for (const { used, all } of slotSeconds.values()) expect(used / all).toBeGreaterThan(0.8);
  }, 30_000);
});

describe("generated arrivals", () => {
  it("are as many as asked for, in order of time, the same for the same seed, and can be played", () => {
    const model = { perMinute: 60, tenants: 50, minutes: 20, meanSeconds: 5 };
    const arrivals = [...generateArrivals(model, new Random(1))];
    expect(arrivals).toEqual([...generateArrivals(model, new Random(1))]);
    expect(Math.abs(arrivals.length - 1_200)).toBeLessThan(150);
    expect(arrivals.every(({ atSeconds }, i) => atSeconds >= (arrivals[i - 1]?.atSeconds ?? 0))).toBe(true);
    const { plans } = playArrivals(shared(20), TOOLS, arrivals);
    const ended = [...plans.values()].reduce(
      (sum, plan) => sum + plan.refused + plan.expired + plan.waits.length,
      0,
    );
    expect(ended).toBe(arrivals.length);
  });

  it("come from exactly as many tenants as asked for, in the plans' proportions, one of each plan from four on", () => {
    const tenantsOf = (tenants: number) => {
      const model = { perMinute: 10_000, tenants, minutes: 10, meanSeconds: 5 };
      const names = new Set([...generateArrivals(model, new Random(1))].map(({ tenant }) => tenant));
      const of = (plan: PlanName) => [...names].filter((name) => name.startsWith(plan)).length;
      return [of("free"), of("team"), of("business"), of("enterprise")];
    };
    expect(tenantsOf(1)).toEqual([1, 0, 0, 0]);
    expect(tenantsOf(3)).toEqual([1, 1, 1, 0]);
    expect(tenantsOf(4)).toEqual([1, 1, 1, 1]);
    expect(tenantsOf(20)).toEqual([13, 4, 2, 1]);
    expect(tenantsOf(100)).toEqual([70, 20, 8, 2]);
    expect(tenantsOf(1_025)).toEqual([718, 205, 82, 20]);
  });
});

describe("a trace", () => {
  const csv = "at_seconds,tenant,plan,tool,seconds\n5,b,team,nmap,7.5\n\n0,a,free,sslscan,3\n";
  const json = JSON.stringify([
    { at_seconds: 0, tenant: "a", plan: "free", tool: "sslscan", seconds: 3 },
    { at_seconds: 5, tenant: "b", plan: "team", tool: "nmap", seconds: 7.5 },
  ]);

  it("is read from CSV and from JSON alike, in order of time", () => {
    expect(parseTrace(csv)).toEqual([
      { atSeconds: 0, tenant: "a", plan: "free", tool: "sslscan", seconds: 3 },
      { atSeconds: 5, tenant: "b", plan: "team", tool: "nmap", seconds: 7.5 },
    ]);
    expect(parseTrace(json)).toEqual(parseTrace(csv));
  });

  it("that is wrong is refused with the place of the fault", () => {
    expect(() => parseTrace("time,tenant\n1,a")).toThrow("line 1");
    expect(() => parseTrace(csv.replace("team", "gold"))).toThrow(/line 2.*plan/s);
    expect(() => parseTrace(csv.replace("7.5", "-1"))).toThrow("line 2");
    expect(() => parseTrace(csv.replace(",7.5", ""))).toThrow("line 2: 5 fields");
    expect(() => parseTrace(json.replace('"tool"', '"tols"'))).toThrow("entry 1");
  });

  it.each([
    [csv.replace("7.5", "abc"), 'line 2: seconds must be a number above 0, not "abc"'],
    [csv.replace("7.5", "0"), 'line 2: seconds must be a number above 0, not "0"'],
    [csv.replace("0,a", "-1,a"), 'line 4: at_seconds must be a number of at least 0, not "-1"'],
    [csv.replace("0,a", ",a"), 'line 4: at_seconds must be a number of at least 0, not ""'],
    [csv.replace("team", "gold"), 'line 2: plan must be one of free, team, business, enterprise, not "gold"'],
    [csv.replace(",nmap", ","), 'line 2: tool must be a name, not ""'],
    [
      csv.replace("5,b", "x,b").replace("7.5", "y"),
      'line 2: at_seconds must be a number of at least 0, not "x"; seconds must be a number above 0, not "y"',
    ],
    [json.replace("7.5", "null"), "entry 2: seconds must be a number above 0, not null"],
    [json.replace('"tool":"nmap",', ""), "entry 2: tool is missing"],
    [
      json.replace("7.5", '7.5,"note":1'),
      "entry 2: the fields must be at_seconds, tenant, plan, tool, seconds and no others",
    ],
    ["[1]", "entry 1: the fields must be at_seconds, tenant, plan, tool, seconds and no others"],
    [json.slice(0, -1), "it begins as a JSON array but is none"],
  ])("with a fault is refused in words: %#", (text, fault) => {
    expect(() => parseTrace(text)).toThrow(new Error(fault));
  });
});
