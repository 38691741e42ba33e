import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { AnyContract } from "@/lib/contracts/contract";

const app = resolve(import.meta.dirname, "..");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** What Next reads from a route file besides its methods. */
const SETTINGS = ["dynamic", "runtime", "maxDuration"];
const ACCESS_KINDS = ["tenant", "admin", "user", "agent", "job", "agent_or_job", "cron", "public"];

/** Routes that are no operations of our API, each with the reason. */
const EXCEPTED: Record<string, string> = {
  "/api/auth/[...nextauth]": "next-auth's own pages and callbacks, whose shapes it defines itself",
};

const files = readdirSync(app, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|[/\\])route\.tsx?$/.test(file))
  .map((file) => ({ file: resolve(app, file), location: locationOf(file) }))
  .filter(({ location }) => !(location in EXCEPTED));

function locationOf(file: string): string {
  const folders = relative(app, resolve(app, file, "..")).split(/[/\\]/);
  return `/${folders.filter((folder) => !/^\(.*\)$/.test(folder)).join("/")}`;
}

interface Served {
  location: string;
  method: string;
  contract: AnyContract | undefined;
}

const served: Served[] = [];
for (const { file, location } of files) {
  const module: Record<string, unknown> = await import(file);
  for (const [name, value] of Object.entries(module)) {
    if (SETTINGS.includes(name)) continue;
    const contract =
      typeof value === "function" && "contract" in value ? (value.contract as AnyContract) : undefined;
    served.push({ location, method: name, contract });
  }
}

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
