import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { keepTenantOrder } from "@/lib/domain/queue/keep-tenant-order";
import {
  type Assignment,
  type MatchAgent,
  type MatchJob,
  type MatchTenant,
  matchJobs as matchRound,
} from "@/lib/domain/queue/match-jobs";
import { TIER_PRIORITY, TIERS } from "@/lib/domain/tier/tier";
import { matchJob as job } from "@/lib/testing/factories/match-job";

const ENOUGH = 1_000;
const matchJobs = (...given: Parameters<typeof matchRound>) => matchRound(...given).assignments;

function agent(fields: Partial<MatchAgent> & { id: string }): MatchAgent {
  return {
    ownerTenantId: null,
    tier: "shared",
    tools: ["nmap"],
    capabilities: [],
    region: null,
    loadScore: 0,
    currentJobs: 0,
    freeSlots: 1,
    isElsewhere: false,
    isBetweenPolls: false,
    ...fields,
  };
}

const tenant = (jobs: readonly MatchJob[], fields: Partial<MatchTenant> = {}): MatchTenant => ({
  id: "t",
  room: 10,
  weight: 50,
  priorityBase: 50,
  jobs,
  ...fields,
});
const takerOf = (agents: readonly MatchAgent[], only: MatchJob) =>
  matchJobs(agents, [tenant([only])], ENOUGH).map((assignment) => assignment.agentId);

describe("the best agent for a job", () => {
  it("is of the highest tier, whatever region, load and jobs say", () => {
    const agents = [
      agent({ id: "shared", region: "eu" }),
      agent({ id: "premium", tier: "premium", loadScore: 99, currentJobs: 9 }),
      agent({ id: "dedicated", tier: "dedicated", region: "eu" }),
    ];
    expect(takerOf(agents, job({ id: "j", region: "eu" }))).toEqual(["premium"]);
    expect(takerOf(agents, job({ id: "j", region: "eu", tierCeiling: TIER_PRIORITY.dedicated }))).toEqual([
      "dedicated",
    ]);
    expect(takerOf(agents, job({ id: "j", region: "eu", tierCeiling: TIER_PRIORITY.shared }))).toEqual([
      "shared",
    ]);
  });

  it("within a tier is in the job's region, then less loaded, then holds fewer jobs, then has the first id", () => {
    const far = agent({ id: "far", region: "us" });
    const near = agent({ id: "near", region: "eu", loadScore: 90, currentJobs: 5 });
    expect(takerOf([far, near], job({ id: "j", region: "eu" }))).toEqual(["near"]);
    expect(takerOf([far, near], job({ id: "j" }))).toEqual(["far"]);
    const busy = agent({ id: "busy", loadScore: 10, currentJobs: 1 });
    expect(takerOf([busy, agent({ id: "loaded", loadScore: 11 })], job({ id: "j" }))).toEqual(["busy"]);
    expect(takerOf([busy, agent({ id: "idle", loadScore: 10 })], job({ id: "j" }))).toEqual(["idle"]);
    expect(takerOf([agent({ id: "b" }), agent({ id: "a" })], job({ id: "j" }))).toEqual(["a"]);
  });

  it("may wait in another process: then the job is left for it", () => {
    const here = agent({ id: "here" });
    const premium = agent({ id: "premium", tier: "premium", isElsewhere: true });
    expect(takerOf([here, premium], job({ id: "j" }))).toEqual([]);
    expect(takerOf([here, premium], job({ id: "j", tierCeiling: 0 }))).toEqual(["here"]);
  });

  it("between two polls keeps a job from a lower tier, but not from an agent of its own tier that waits", () => {
    const absent = { isElsewhere: true, isBetweenPolls: true };
    const here = agent({ id: "here", loadScore: 80 });
    expect(takerOf([here, agent({ id: "peer", ...absent })], job({ id: "j" }))).toEqual(["here"]);
    expect(takerOf([here, agent({ id: "premium", tier: "premium", ...absent })], job({ id: "j" }))).toEqual(
      [],
    );
  });
});

it("jobs spread over equal agents instead of filling one after the other", () => {
  const agents = ["a", "b", "c"].map((id) => agent({ id, freeSlots: 5 }));
  const jobs = Array.from({ length: 6 }, (_, i) => job({ id: `j${i}`, queuedAtMicros: i }));
  const taken = matchJobs(agents, [tenant(jobs)], ENOUGH).map((assignment) => assignment.agentId);
  expect(taken).toEqual(["a", "b", "c", "a", "b", "c"]);
});

describe("between tenants", () => {
  const MINUTE = 60_000_000;
  const orderOf = (tenants: readonly MatchTenant[]) =>
    matchJobs([agent({ id: "a", freeSlots: 9 })], tenants, ENOUGH).map((assignment) => assignment.jobId);

  it("the lower pass goes first; between equal ones the higher effective priority, then the older job", () => {
    const order = orderOf([
      tenant([job({ id: "late", queuedAtMicros: 2 })]),
      tenant([job({ id: "early", queuedAtMicros: 1 })]),
      tenant([job({ id: "high", queuedAtMicros: 3 })], { priorityBase: 51 }),
      tenant([job({ id: "old", queuedAtMicros: -76 * MINUTE })], { priorityBase: 25 }),
      tenant([job({ id: "served", queuedAtMicros: 1, pass: 1 })]),
      tenant([job({ id: "owed", queuedAtMicros: 4, pass: -100 })]),
    ]);
    expect(order).toEqual(["owed", "old", "high", "early", "late", "served"]);
  });

  it("what one gets counts at once, in agent-seconds by weight and in all its lanes", () => {
    const jobs = (id: string, estimateSeconds: number, laneIds: readonly string[]) =>
      laneIds.map((laneId, i) => job({ id: `${id}${i}`, estimateSeconds, laneId, queuedAtMicros: i }));
    const order = orderOf([
      tenant(jobs("long", 30, ["x", "x"]), { id: "a", weight: 100 }),
      tenant(jobs("light", 5, ["x", "y"]), { id: "b", weight: 25 }),
      tenant(jobs("heavy", 5, ["x", "x", "x", "x"]), { id: "c", weight: 100 }),
    ]);
    expect(order).toEqual(["heavy0", "light0", "long0", "heavy1", "heavy2", "heavy3", "light1", "long1"]);
  });

  it("an assignment tells what was charged to whom, and in which lane the turn came", () => {
    const waiting = [job({ id: "j0", pass: 7, laneId: "x" }), job({ id: "j1", pass: 3, laneId: "y" })];
    const made = matchJobs([agent({ id: "a", freeSlots: 2 })], [tenant(waiting, { weight: 25 })], ENOUGH);
    const charged = { tenantId: "t", agentId: "a", chargedSeconds: 10, chargedPass: 40 };
    expect(made).toEqual([
      { jobId: "j1", laneId: "y", pass: 3, ...charged },
      { jobId: "j0", laneId: "x", pass: 47, ...charged },
    ]);
  });
});

describe("a tenant's own agents", () => {
  const own = agent({ id: "own", ownerTenantId: "t", loadScore: 90 });
  const premium = agent({ id: "premium", tier: "premium" });
  const shared = agent({ id: "shared", loadScore: 50 });

  it("are the only ones for tenant_only, never asked for platform_only, and first for tenant_first", () => {
    expect(takerOf([premium, own], job({ id: "j", selectionMode: "tenant_only" }))).toEqual(["own"]);
    expect(takerOf([premium], job({ id: "j", selectionMode: "tenant_only" }))).toEqual([]);
    expect(takerOf([own], job({ id: "j" }))).toEqual([]);
    expect(takerOf([premium, own], job({ id: "j", selectionMode: "tenant_first" }))).toEqual(["own"]);
    expect(takerOf([premium], job({ id: "j", selectionMode: "tenant_first" }))).toEqual(["premium"]);
  });

  it("count as shared agents for any: after a better tier, then by region and load among the shared", () => {
    const any = job({ id: "j", selectionMode: "any", region: "eu" });
    expect(takerOf([premium, own], any)).toEqual(["premium"]);
    expect(takerOf([shared, own], any)).toEqual(["shared"]);
    expect(takerOf([shared, { ...own, region: "eu" }], any)).toEqual(["own"]);
    expect(takerOf([shared, { ...own, loadScore: 0 }], any)).toEqual(["own"]);
  });

  it("take any jobs that no platform agent could, ahead of later ones that wish to go to them", () => {
    const jobs = [
      job({ id: "any", tool: "sslscan", selectionMode: "any" }),
      job({ id: "first", selectionMode: "tenant_first" }),
    ];
    const agents = [premium, { ...own, tools: ["nmap", "sslscan"] }];
    expect(matchJobs(agents, [tenant(jobs)], ENOUGH)).toMatchObject([
      { jobId: "any", agentId: "own" },
      { jobId: "first", agentId: "premium" },
    ]);
  });

  it("need no room under the plan and no tier of it", () => {
    const noPlan = { tierCeiling: -1, selectionMode: "any" } as const;
    expect(
      matchJobs([own, premium], [tenant([job({ id: "j", ...noPlan })], { room: 0 })], ENOUGH),
    ).toMatchObject([{ jobId: "j", agentId: "own", chargedSeconds: 0, chargedPass: 0 }]);
  });
});

describe("whatever agents and tenants there are", () => {
  const TOOLS = ["nmap", "sslscan", "secrets"];
  const REGIONS = [null, "eu", "us"];
  const agents = fc
    .array(
      fc.record({
        ownerTenantId: fc.constantFrom(null, null, "t0", "t1"),
        tier: fc.constantFrom(...TIERS),
        tools: fc.subarray(TOOLS),
        capabilities: fc.subarray(["raw", "ipv6"]),
        region: fc.constantFrom(...REGIONS),
        loadScore: fc.integer({ min: 0, max: 3 }),
        currentJobs: fc.integer({ min: 0, max: 2 }),
        freeSlots: fc.integer({ min: 0, max: 3 }),
        isElsewhere: fc.boolean(),
      }),
      { maxLength: 8 },
    )
    .map((all) => all.map((fields, i) => agent({ id: `a${i}`, ...fields })));
  const tenants = fc
    .array(
      fc.record({
        room: fc.integer({ min: 0, max: 4 }),
        weight: fc.constantFrom(25, 100),
        jobs: fc.array(
          fc.record({
            tool: fc.constantFrom(...TOOLS),
            capabilities: fc.subarray(["raw", "ipv6"]),
            region: fc.constantFrom(...REGIONS),
            tierCeiling: fc.constantFrom(...Object.values(TIER_PRIORITY)),
            selectionMode: fc.constantFrom(...SELECTION_MODES),
            laneId: fc.constantFrom("x", "y"),
            pass: fc.integer({ min: 0, max: 3 }),
            estimateSeconds: fc.constantFrom(0.05, 1, 2),
            queuedAtMicros: fc.nat({ max: 5 }),
          }),
          { maxLength: 6 },
        ),
      }),
      { maxLength: 5 },
    )
    .map((all) =>
      all.map(({ room, weight, jobs }, t) => ({
        id: `t${t}`,
        room,
        weight,
        priorityBase: weight,
        jobs: jobs.map((fields, j) => job({ id: `t${t}j${j}`, ...fields })),
      })),
    );

  /** The tests' jobs bear their tenant's id in front of theirs. */
  const isOwn = (one: MatchAgent, wanted: MatchJob) => one.ownerTenantId === wanted.id.slice(0, 2);
  const fits = (one: MatchAgent, wanted: MatchJob) =>
    (one.ownerTenantId === null
      ? TIER_PRIORITY[one.tier] <= wanted.tierCeiling && wanted.selectionMode !== "tenant_only"
      : isOwn(one, wanted) && wanted.selectionMode !== "platform_only") &&
    one.tools.includes(wanted.tool) &&
    wanted.capabilities.every((name) => one.capabilities.includes(name));
  const here = (all: readonly MatchAgent[]) => all.map((one) => ({ ...one, isElsewhere: false }));

  function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
    return counts;
  }

  it("no job goes twice, none above its tier or past tools and capabilities, nobody above slots or room, none elsewhere", () => {
    fc.assert(
      fc.property(agents, tenants, fc.nat({ max: 12 }), (some, queue, max) => {
        const made = matchJobs(some, queue, max);
        expect(made.length).toBeLessThanOrEqual(max);
        expect(new Set(made.map((assignment) => assignment.jobId)).size).toBe(made.length);
        for (const { jobId, agentId } of made) {
          const taker = some.find((one) => one.id === agentId);
          const taken = queue.flatMap((one) => one.jobs).find((one) => one.id === jobId);
          expect(taker && taken && fits(taker, taken) && !taker.isElsewhere).toBe(true);
        }
        const perAgent = countBy(made, (assignment) => assignment.agentId);
        for (const one of some) expect(perAgent.get(one.id) ?? 0).toBeLessThanOrEqual(one.freeSlots);
        const perTenant = countOnPlatform(made, some);
        for (const one of queue) expect(perTenant.get(one.id) ?? 0).toBeLessThanOrEqual(one.room);
      }),
      { numRuns: 1_000 },
    );
  });

  function countOnPlatform(made: readonly Assignment[], some: readonly MatchAgent[]): Map<string, number> {
    const platform = made.filter(
      ({ agentId }) => some.find((one) => one.id === agentId)?.ownerTenantId === null,
    );
    return countBy(platform, ({ jobId }) => jobId.slice(0, 2));
  }

  it("no slot stays free that a waiting job with room could have", () => {
    fc.assert(
      fc.property(agents.map(here), tenants, (some, queue) => {
        const made = matchJobs(some, queue, ENOUGH);
        const perAgent = countBy(made, (assignment) => assignment.agentId);
        const perTenant = countOnPlatform(made, some);
        const gone = new Set(made.map((assignment) => assignment.jobId));
        for (const { id, room, jobs } of queue) {
          const hasRoom = (perTenant.get(id) ?? 0) < room;
          for (const waiting of jobs.filter((one) => !gone.has(one.id))) {
            const free = some.filter(
              (one) =>
                (hasRoom || one.ownerTenantId !== null) &&
                (perAgent.get(one.id) ?? 0) < one.freeSlots &&
                fits(one, waiting),
            );
            expect(free).toEqual([]);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  type Story = [MatchAgent[], MatchTenant[]];
  /** The better agent's only slot is for the first of two jobs that it could take. */
  const fullAgent = (isElsewhere: boolean): Story => [
    [agent({ id: "a0", tier: "premium", isElsewhere }), agent({ id: "a1", tools: ["nmap", "sslscan"] })],
    [
      tenant([
        job({ id: "t0j0", laneId: "x", pass: 3 }),
        job({ id: "t0j1", laneId: "x", pass: 3 }),
        job({ id: "t0j2", laneId: "y", tool: "sslscan" }),
      ]),
    ],
  ];
  /** The second job makes way for the first at a better agent, and another of that tier has a slot for it. */
  const slotLeft: Story = [
    [
      agent({ id: "a0", tier: "premium", tools: ["nmap", "secrets"] }),
      agent({ id: "a1", tier: "premium", loadScore: 3 }),
      agent({ id: "a2", tools: ["nmap", "sslscan"] }),
    ],
    [
      tenant([
        job({ id: "t0j0", laneId: "x", tool: "secrets", pass: 3 }),
        job({ id: "t0j1", laneId: "y" }),
        job({ id: "t0j2", laneId: "z", tool: "sslscan" }),
      ]),
    ],
  ];

  it("no job of a tenant goes before another of it that stands before it and could go in its place, but for any on own agents and what a better tier has a slot left for", () => {
    fc.assert(
      fc.property(agents, tenants, (some, queue) => {
        const { assignments, left } = matchRound(some, queue, ENOUGH);
        const byId = new Map(some.map((one) => [one.id, one]));
        const lines = new Map(queue.map((one) => [one.id, one]));
        const kept = keepTenantOrder(assignments, byId, lines, left);
        const made = new Map(kept.map(({ jobId, agentId }) => [jobId, agentId]));
        const gone = new Set([...kept, ...left].map(({ jobId }) => jobId));
        expect(gone.size).toBe(assignments.length + left.length);
        const perAgent = countBy([...kept, ...left], ({ agentId }) => agentId);
        const spare = some.filter(
          (one) => one.ownerTenantId === null && (perAgent.get(one.id) ?? 0) < one.freeSlots,
        );
        for (const { jobs } of queue) {
          for (const [place, waiting] of jobs.entries()) {
            if (gone.has(waiting.id)) continue;
            for (const later of jobs.slice(place + 1)) {
              const taker = byId.get(made.get(later.id) ?? "");
              if (!taker || !fits(taker, waiting)) continue;
              if (taker.ownerTenantId !== null) expect(waiting.selectionMode).toBe("any");
              else {
                const isBetter = ({ tier }: MatchAgent) => TIER_PRIORITY[tier] > TIER_PRIORITY[taker.tier];
                expect(spare.some((one) => isBetter(one) && fits(one, waiting))).toBe(true);
              }
            }
          }
        }
      }),
      { numRuns: 1_000, examples: [fullAgent(true), fullAgent(false), slotLeft] },
    );
  });

  it("no job goes to the platform that wishes to go to an own agent first while one of these has a slot left", () => {
    fc.assert(
      fc.property(agents.map(here), tenants, (some, queue) => {
        const made = matchJobs(some, queue, ENOUGH);
        const perAgent = countBy(made, (assignment) => assignment.agentId);
        for (const { jobId, agentId } of made) {
          const taken = queue.flatMap((one) => one.jobs).find((one) => one.id === jobId);
          if (taken?.selectionMode !== "tenant_first") continue;
          if (some.find((one) => one.id === agentId)?.ownerTenantId !== null) continue;
          const free = some.filter(
            (one) => isOwn(one, taken) && (perAgent.get(one.id) ?? 0) < one.freeSlots && fits(one, taken),
          );
          expect(free).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("no job goes to a lower tier while a higher one has a slot left for it", () => {
    fc.assert(
      fc.property(agents.map(here), tenants, (some, queue) => {
        const made = matchJobs(some, queue, ENOUGH);
        const perAgent = countBy(made, (assignment) => assignment.agentId);
        for (const { jobId, agentId } of made) {
          const taken = queue.flatMap((one) => one.jobs).find((one) => one.id === jobId);
          const taker = some.find((one) => one.id === agentId);
          const better = some.filter(
            (one) =>
              taken !== undefined &&
              taker?.ownerTenantId === null &&
              one.ownerTenantId === null &&
              TIER_PRIORITY[one.tier] > TIER_PRIORITY[taker.tier] &&
              (perAgent.get(one.id) ?? 0) < one.freeSlots &&
              fits(one, taken),
          );
          expect(better).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("agents elsewhere only ever take from those here what they would be given themselves", () => {
    fc.assert(
      fc.property(agents, tenants, (some, queue) => {
        const together = matchJobs(here(some), queue, ENOUGH);
        const elsewhere = new Set(some.filter((one) => one.isElsewhere).map((one) => one.id));
        expect(matchJobs(some, queue, ENOUGH)).toEqual(
          together.filter(({ agentId }) => !elsewhere.has(agentId)),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
