import { describe, expect, test } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { servedRoutes } from "./testing/served-routes";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const ACCESS_KINDS = ["tenant", "admin", "user", "agent", "job", "agent_or_job", "cron", "public"];

const served = await servedRoutes();

describe("every route", () => {
  test.each(served)("$method $location is made by defineRoute, where and how its contract says", (route) => {
    const { contract, method, location } = route;
    expect(METHODS).toContain(method);
    expect(contract, "has no contract: make it with defineRoute").toBeDefined();
    expect(contract?.method).toBe(method);
    expect(contract?.path).toBe(location.replace(/\[(\w+)\]/g, "{$1}"));
    expect(ALL_CONTRACTS).toContain(contract);
  });

  test.each(served)("$method $location declares who may call it", ({ contract }) => {
    expect(ACCESS_KINDS).toContain(contract?.access.kind);
    if (contract?.access.kind === "public") expect(contract.access.reason.length).toBeGreaterThan(10);
    if (contract?.access.kind === "tenant" || contract?.access.kind === "admin") {
      expect(contract.access.permission).toMatch(/^[a-z_]+:[a-z]+$/);
    }
  });

  test("exists for every contract", () => {
    const contracts = new Set(served.map(({ contract }) => contract));
    expect(ALL_CONTRACTS.filter((contract) => !contracts.has(contract)).map(({ id }) => id)).toEqual([]);
  });
});
