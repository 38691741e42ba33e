import { describe, expect, it } from "vitest";
import type { RouteHandler } from "@/lib/http/define-route";
import { RouteTable } from "./route-table";

const handler = (method: string, path: string) =>
  Object.assign(async () => new Response(path), { contract: { method, path } }) as unknown as RouteHandler;

const table = new RouteTable([
  { GET: handler("GET", "/api/v1/agents"), POST: handler("POST", "/api/v1/agents") },
  { GET: handler("GET", "/api/v1/agents/{id}") },
  { GET: handler("GET", "/api/v1/agents/stats") },
  { POST: handler("POST", "/api/v1/agents/{id}/drain") },
]);

describe("the route table", () => {
  it("prefers a literal segment to a parameter", () => {
    expect(table.match("/api/v1/agents/stats")?.handlers.get("GET")?.contract.path).toBe(
      "/api/v1/agents/stats",
    );
    expect(table.match("/api/v1/agents/42")?.params).toEqual({ id: "42" });
  });

  it("goes back to the parameter when the literal leads nowhere", () => {
    expect(table.match("/api/v1/agents/stats/drain")?.params).toEqual({ id: "stats" });
  });

  it("decodes parameters and refuses broken encodings", () => {
    expect(table.match("/api/v1/agents/a%2Fb")?.params).toEqual({ id: "a/b" });
    expect(table.match("/api/v1/agents/%zz")).toBeNull();
  });

  it("knows no path that no contract names", () => {
    expect(table.match("/api/v1")).toBeNull();
    expect(table.match("/api/v1/agents/")).toBeNull();
    expect(table.match("/api/v1/agents/42/fly")).toBeNull();
  });
});
