import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { AnyContract } from "@/lib/contracts/contract";
import { CLAIM_WAIT_SECONDS_MAX } from "@/lib/domain/job/lease";
import { servedRoutes } from "./testing/served-routes";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const ACCESS_KINDS = ["tenant", "admin", "user", "agent", "job", "agent_or_job", "cron", "public"];
/** So long an agent listens on when its wait is over. */
const ANSWER_SECONDS = 10;

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

  test("that holds claims open is given the time for the longest wait and its answer, where time is limited", () => {
    const waiting = served.filter(({ contract }) => contract !== undefined && canWait(contract));
    expect(waiting.map(({ location }) => location).sort()).toEqual([
      "/api/v1/agent/jobs/claim",
      "/api/v1/agent/sync",
      "/api/v1/platform-agent/jobs/claim",
      "/api/v1/platform-agent/sync",
    ]);
    for (const { location, maxDuration } of waiting)
      expect(maxDuration, location).toBeGreaterThanOrEqual(CLAIM_WAIT_SECONDS_MAX + ANSWER_SECONDS);
  });

  test("exists for every contract", () => {
    const contracts = new Set(served.map(({ contract }) => contract));
    expect(ALL_CONTRACTS.filter((contract) => !contracts.has(contract)).map(({ id }) => id)).toEqual([]);
  });
});

/** Whether its caller may say how long it waits for an answer. */
function canWait({ body }: AnyContract): boolean {
  return (
    body !== undefined && JSON.stringify(z.toJSONSchema(body, { io: "input" })).includes('"wait_seconds"')
  );
}
