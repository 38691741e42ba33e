import { describe, expect, it } from "vitest";
import { liveScopeName, staleKeys } from "./live-scope";

const tenant = { kind: "tenant", slug: "northwind" } as const;

describe("staleKeys", () => {
  it("names the list, the scan, its parts and the figures for a scan's event", () => {
    expect(staleKeys(tenant, { type: "job.running", subject_id: "j1" })).toEqual([
      ["listJobs", "northwind"],
      ["getJob", "northwind"],
      ["getPlatformStats", "northwind"],
      ["listJobFindings", "northwind", "j1"],
      ["listAttempts", "northwind", "j1"],
      ["listOwnAgents", "northwind"],
      ["getOwnAgent", "northwind"],
    ]);
  });

  it("names the fleet's queries for an agent's event in the admin console", () => {
    expect(staleKeys({ kind: "admin" }, { type: "agent.online", subject_id: "a" })).toContainEqual([
      "listPlatformAgents",
    ]);
  });

  it("names where tenants stand for what moves them: a scan, a tenant's limits, a tier", () => {
    for (const type of ["job.queued", "tenant.updated", "tier.paused"])
      expect(staleKeys({ kind: "admin" }, { type, subject_id: "x" })).toContainEqual(["getTenantQueue"]);
  });

  it("names the waiting scans and the figures for a tier's event", () => {
    const event = { type: "tier.paused", subject_id: "t" };
    expect(staleKeys(tenant, event)).toContainEqual(["getJob", "northwind"]);
    expect(staleKeys({ kind: "admin" }, event)).toContainEqual(["getQueueStats"]);
  });

  it("names nothing for an event of a kind it does not know", () => {
    expect(staleKeys(tenant, { type: "weather.changed", subject_id: "x" })).toEqual([]);
    expect(staleKeys({ kind: "admin" }, { type: "weather.changed", subject_id: "x" })).toEqual([]);
  });
});

it("keeps the tabs of two tenants apart", () => {
  expect(liveScopeName(tenant)).not.toBe(liveScopeName({ kind: "tenant", slug: "other" }));
});
