import { describe, expect, it } from "vitest";
import type { OwnAhead } from "@/lib/domain/queue/own-ahead";
import { type QueuedJob, QueueForecast } from "@/lib/domain/queue/queue-forecast";
import type {
  QueueSnapshot,
  SnapshotAgent,
  SnapshotLane,
  SnapshotLease,
  SnapshotPlace,
} from "@/lib/domain/queue/queue-snapshot";
import type { TierPause } from "@/lib/domain/tier/tier-pause";

const agent = (fields: Partial<SnapshotAgent> = {}): SnapshotAgent => ({
  id: "agent",
  ownerTenantId: null,
  tierPriority: 0,
  tools: ["nmap"],
  capabilities: [],
  slots: 2,
  isOnline: true,
  ...fields,
});
const lane = (fields: Partial<SnapshotLane> = {}): SnapshotLane => ({
  id: "nmap",
  tool: "nmap",
  capabilities: [],
  tierCeiling: 100,
  selectionMode: "platform_only",
  entryTime: 0,
  isAwaited: true,
  ...fields,
});
const place = (tenantId: string | null, fields: Partial<SnapshotPlace> = {}): SnapshotPlace => ({
  laneId: "nmap",
  tenantId,
  tenants: 1,
  tierPriority: 0,
  weight: 100,
  maxConcurrent: 50,
  orderKey: 0,
  waiting: 10,
  runSeconds: 10,
  ...fields,
});
const lease = (fields: Partial<SnapshotLease> = {}): SnapshotLease => ({
  agentId: "agent",
  tenantId: "someone",
  isPlatformAgent: true,
  elapsedSeconds: 4,
  chargedSeconds: 10,
  ...fields,
});
const behind = (...groups: OwnAhead["groups"]): OwnAhead => ({ groups, maxTierPriority: 0 });
const job = (fields: Partial<QueuedJob> = {}): QueuedJob => ({
  tenantId: "me",
  tool: "nmap",
  capabilities: [],
  tierCeiling: 0,
  selectionMode: "platform_only",
  laneId: "nmap",
  orderKey: 25,
  queuedAtSeconds: 0,
  weight: 100,
  maxConcurrent: 50,
  runSeconds: 10,
  ahead: behind(),
  ...fields,
});
const pause = (fields: Partial<TierPause> = {}): TierPause => ({
  tier: "shared",
  tierPriority: 0,
  note: "New scanners.",
  resumesAt: null,
  resumesInSeconds: null,
  ...fields,
});
/** A pause of so many seconds from now. */
const pauseFor = (resumesInSeconds: number, fields: Partial<TierPause> = {}) =>
  pause({ resumesInSeconds, resumesAt: new Date(resumesInSeconds * 1000), ...fields });
function forecast(snapshot: Partial<QueueSnapshot>, wanted: Partial<QueuedJob> = {}) {
  const parts = {
    agents: [agent()],
    leases: [],
    lanes: [lane()],
    places: [],
    pauses: [],
    runSeconds: new Map(),
  };
  return new QueueForecast({ ...parts, ...snapshot }).forecast(job(wanted));
}
const positionOf = (snapshot: Partial<QueueSnapshot>, wanted: Partial<QueuedJob> = {}) =>
  forecast(snapshot, wanted).position;

describe("a job's place in the fair order", () => {
  it("is behind what a rival is owed before its turn, by weight and length, and not behind its whole backlog", () => {
    expect(positionOf({ places: [place("rival")] })).toBe(1 + 3);
    expect(positionOf({ places: [place("rival", { weight: 25 })] })).toBe(1 + 1);
    expect(positionOf({ places: [place("rival", { runSeconds: 5 })] })).toBe(1 + 5);
    expect(positionOf({ places: [place("rival", { waiting: 2 })] })).toBe(1 + 2);
    expect(positionOf({ places: [place("rival", { orderKey: 25 })] })).toBe(1);
    expect(positionOf({ places: [place(null, { tenants: 7, weight: 25 })] })).toBe(1 + 7);
  });

  it("is not behind its own tenant's place, but behind its own jobs that come first, and what is owed before them", () => {
    expect(positionOf({ places: [place("me")] })).toBe(1);
    expect(
      positionOf({ places: [place("rival")] }, { ahead: behind({ laneId: "nmap", jobs: 2, seconds: 20 }) }),
    ).toBe(1 + 2 + 5);
  });

  it("is behind those of the own jobs ahead that wait for its agents, whatever stands behind it and waits elsewhere", () => {
    const lanes = [lane(), lane({ id: "zap", tool: "zap" }), lane({ id: "rare", tool: "rare" })];
    const agents = [agent({ tools: ["nmap", "zap"] })];
    const places = [place("me", { laneId: "zap", waiting: 2 }), place("me", { laneId: "rare", waiting: 9 })];
    const twoOf = (laneId: string) => ({ ahead: behind({ laneId, jobs: 2, seconds: 80 }) });
    const withTwoOf = (laneId: string) => forecast({ lanes, agents, places }, twoOf(laneId));
    expect(withTwoOf("zap")).toMatchObject({
      position: 3,
      ownAhead: 2,
      startSeconds: expect.closeTo(40, 0),
    });
    expect(withTwoOf("rare")).toMatchObject({
      position: 1,
      ownAhead: 0,
      startSeconds: 0,
    });
    // Its agents are not known yet, so they may be the same.
    expect(withTwoOf("new")).toMatchObject({ position: 3, ownAhead: 2 });
    expect(forecast({ lanes, agents: [] }, twoOf("nmap"))).toMatchObject({ position: 3, ownAhead: 2 });
  });

  it("is counted at the agents where it starts first: far back at all of them, it may be next at those that few may use", () => {
    const agents = [agent(), agent({ id: "premium", tierPriority: 100, slots: 1 })];
    const leases = [lease(), lease(), lease({ agentId: "premium" })];
    const lanes = [lane(), lane({ id: "low", tierCeiling: 0 })];
    const crowd = place("rival", { laneId: "low", orderKey: -1_000, waiting: 90 });
    const mine = {
      tierCeiling: 100,
      ahead: { groups: [{ laneId: "low", jobs: 30, seconds: 300 }], maxTierPriority: 100 },
    };
    const found = forecast({ agents, leases, lanes, places: [crowd, place("me", { laneId: "low" })] }, mine);
    expect(found).toMatchObject({
      position: 1,
      ownAhead: 0,
      freeSlots: 0,
      startSeconds: expect.closeTo(6, 0),
    });
    expect(found.supply).toMatchObject({ agents: 2, slots: 3 });
    // Two of the same kind before it there count, and so does a slot that is free elsewhere when nobody waits for it.
    const two = place("rival", { tierPriority: 100, waiting: 2, orderKey: -100 });
    expect(forecast({ agents, leases, lanes, places: [crowd, two] }, mine)).toMatchObject({ position: 2 });
    const free = { agents, leases: leases.slice(2), lanes, places: [] };
    expect(forecast(free, { tierCeiling: 100 })).toMatchObject({
      position: 1,
      freeSlots: 2,
      startSeconds: 0,
    });
  });

  it("is counted so for agents of a rare tool, too", () => {
    const agents = [agent({ tools: ["nmap", "zap"] }), agent({ id: "plain" })];
    const lanes = [lane(), lane({ id: "zap", tool: "zap" })];
    const places = [place("rival", { laneId: "zap", orderKey: -1_000, waiting: 90 })];
    expect(forecast({ agents, lanes, places })).toMatchObject({ position: 1, freeSlots: 2, startSeconds: 0 });
  });

  it("comes with a turn of its tenant's in another lane, but not with what own agents alone may run", () => {
    const agents = [agent({ tools: ["nmap", "zap"] })];
    const early = { laneId: "zap", orderKey: -100 };
    const at = (selectionMode: SnapshotLane["selectionMode"]) => {
      const lanes = [lane(), lane({ id: "zap", tool: "zap", selectionMode })];
      return positionOf({ lanes, agents, places: [place("rival"), place("me", early)] });
    };
    expect(at("platform_only")).toBe(1);
    expect(at("tenant_only")).toBe(1 + 3);
  });

  it("is not behind more of a rival than that may run until then", () => {
    const running = [lease({ tenantId: "rival" })];
    const capped = place("rival", { maxConcurrent: 1 });
    expect(positionOf({ leases: running, places: [capped] })).toBe(1);
  });

  it("is behind rivals of other lanes by the part of their agents that it could use, and not behind those it never meets", () => {
    const agents = [agent(), agent({ id: "premium", tierPriority: 100, slots: 6 })];
    const premium = place("rival", { tierPriority: 100, orderKey: -75 });
    expect(positionOf({ agents, places: [premium] })).toBe(1 + 3);
    const other = {
      lanes: [lane(), lane({ id: "zap", tool: "zap" })],
      places: [place("rival", { laneId: "zap" })],
    };
    expect(positionOf({ ...other, agents: [agent(), agent({ id: "b", tools: ["zap"] })] })).toBe(1);
    expect(positionOf({ ...other, agents: [agent({ tools: ["nmap", "zap"] })] })).toBe(1 + 3);
  });

  it("of a tenant with jobs in several lanes counts what it is owed once", () => {
    const lanes = [lane(), lane({ id: "deep", tierCeiling: 50 })];
    const places = [place("rival"), place("rival", { laneId: "deep" })];
    expect(positionOf({ lanes, places })).toBe(1 + 2 + 2);
  });
});

describe("the expected start", () => {
  const busy = [lease(), lease({ elapsedSeconds: 7 })];

  it("comes when the first of what runs has lasted as long as estimated, and later behind others", () => {
    const first = forecast({ leases: busy }).start;
    expect(first?.p50Seconds).toBeLessThanOrEqual(3);
    expect(first?.p90Seconds).toBeGreaterThanOrEqual(3);
    const behind = forecast({ leases: busy, places: [place("rival")] }).start;
    expect(behind?.p90Seconds).toBeGreaterThan(first?.p90Seconds ?? Number.NaN);
  });

  it("waits for the tenant's own limit although slots are free", () => {
    const mine = [lease({ tenantId: "me", elapsedSeconds: 0, chargedSeconds: 600 })];
    const agents = [agent({ slots: 9 })];
    expect(forecast({ agents, leases: mine }, { maxConcurrent: 2 }).start?.p50Seconds).toBe(0);
    expect(forecast({ agents, leases: mine }, { maxConcurrent: 1 }).start?.p50Seconds).toBeGreaterThan(100);
  });

  it("on own agents waits for no limit of the plan", () => {
    const agents = [agent({ ownerTenantId: "me" })];
    const mine = { selectionMode: "tenant_only", maxConcurrent: 0, tierCeiling: -1 } as const;
    expect(forecast({ agents }, mine)).toMatchObject({ position: 1, start: { p50Seconds: 0 } });
    expect(forecast({ agents }, { ...mine, selectionMode: "any" }).start?.p50Seconds).toBe(0);
  });

  it("is unknown without an agent online, and under a plan that runs nothing", () => {
    expect(forecast({ agents: [agent({ isOnline: false })] }).start).toBeNull();
    expect(forecast({ agents: [agent({ tools: ["zap"] })] }).start).toBeNull();
    expect(forecast({}, { maxConcurrent: 0 }).start).toBeNull();
  });
});

describe("a tier that is paused", () => {
  const premium = agent({ id: "premium", tierPriority: 100, slots: 1 });

  it("has no slot for a job, which has those of other tiers and of its tenant", () => {
    const agents = [agent(), premium, agent({ id: "own", ownerTenantId: "me" })];
    const supply = forecast({ agents, pauses: [pause()] }, { tierCeiling: 100, selectionMode: "any" }).supply;
    expect(supply).toMatchObject({ agents: 3, online: 2, ownOnline: 1, slots: 3, freeSlots: 3, paused: 1 });
  });

  it("gives its slots back when its pause ends, so the start is known as exactly as what comes after that", () => {
    expect(forecast({ pauses: [pause()] }).start).toBeNull();
    const start = forecast({ pauses: [pauseFor(3600)] }).start;
    expect(start?.p50Seconds).toBeGreaterThanOrEqual(3600);
    expect(start?.p90Seconds).toBeLessThan(3610);
    const first = forecast(
      {
        agents: [agent(), premium],
        pauses: [pauseFor(600), pauseFor(60, { tier: "premium", tierPriority: 100 })],
      },
      { tierCeiling: 100 },
    );
    expect(first.start?.p90Seconds).toBeLessThan(70);
    expect(first.supply.pauses.map(({ tier }) => tier)).toEqual(["premium", "shared"]);
  });

  it("is no place where a job on another tier meets those who wait for it", () => {
    const agents = [agent(), premium];
    const places = [place("rival")];
    const both = place("rival", { tierPriority: 100 });
    expect(positionOf({ agents, places: [...places, both] }, { tierCeiling: 100 })).toBe(1 + 1);
    expect(positionOf({ agents, places, pauses: [pause()] }, { tierCeiling: 100 })).toBe(1);
    expect(positionOf({ agents, places, pauses: [pause()] }, { tierCeiling: 0 })).toBe(1 + 3);
  });

  it("is the cause for those who may use no other", () => {
    const parts = { leases: [], places: [], runSeconds: new Map() };
    const agents = [agent({ isOnline: false }), premium];
    const causes = new QueueForecast({ ...parts, agents, lanes: [lane()], pauses: [pause()] }).laneCauses();
    expect(causes.map(({ tierPriority, cause }) => [tierPriority, cause])).toEqual([
      [0, "paused"],
      [50, "paused"],
      [100, "next"],
    ]);
  });
});

it("the causes of waiting are worked out where somebody waits, and for the tiers that may serve there", () => {
  const parts = { agents: [agent()], leases: [], places: [], pauses: [], runSeconds: new Map() };
  const idle = Array.from({ length: 2_000 }, (_, n) => lane({ id: `idle ${n}`, isAwaited: false }));
  const lanes = [...idle, lane({ id: "busy", tierCeiling: 50 })];
  expect(new QueueForecast({ ...parts, lanes }).laneCauses()).toEqual([
    { laneId: "busy", tierPriority: 0, cause: "next" },
    { laneId: "busy", tierPriority: 50, cause: "next" },
  ]);
});

describe("the room that own jobs ahead take of the plan", () => {
  it("is theirs who go to the same agents, and as many others' as have a free slot of the tenant's tiers", () => {
    const lanes = [
      lane(),
      lane({ id: "zap", tool: "zap" }),
      lane({ id: "own", tool: "zap", selectionMode: "tenant_only" }),
    ];
    const agents = [
      agent(),
      agent({ id: "zap", tools: ["zap"], slots: 3 }),
      agent({ id: "premium", tools: ["zap"], slots: 9, tierPriority: 100 }),
      agent({ id: "own", tools: ["zap"], slots: 9, ownerTenantId: "me" }),
    ];
    const leases = [lease({ agentId: "zap" })];
    const snapshot = { agents, leases, lanes, places: [], pauses: [], runSeconds: new Map() };
    const startingOf = (laneId: string, jobs: number, maxTierPriority = 0) => {
      const ahead = { groups: [{ laneId, jobs, seconds: 10 }], maxTierPriority };
      return new QueueForecast(snapshot).ownStarting(job({ ahead }));
    };
    expect(startingOf("nmap", 7)).toBe(7);
    expect(startingOf("zap", 1)).toBe(1);
    expect(startingOf("zap", 7)).toBe(2);
    expect(startingOf("zap", 7, 100)).toBe(7);
    expect(startingOf("own", 7)).toBe(0);
    expect(startingOf("new", 7)).toBe(7);
  });
});
