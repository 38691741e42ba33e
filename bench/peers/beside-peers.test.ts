import { describe, expect, it } from "vitest";
import { toFigure } from "../figure";
import { besidePeers } from "./beside-peers";

const ours = { name: "submit-http", how: "", rounds: [900, 1_000, 1_100] };
const graphile = { name: "graphile-worker" as const, submit: [1_200, 1_000.6, 800], run: [9_000] };
const boss = { name: "pg-boss" as const, submit: [2_000] };

describe("a rate beside peers", () => {
  it("has graphile-worker's median of this run as its target, whatever the others reach", () => {
    expect(besidePeers(ours, [boss, graphile], "submit").map(toFigure)).toEqual([
      {
        name: "submit-http",
        unit: "jobs/s",
        value: 1_000,
        target: 1_001,
        peer: { name: "graphile-worker", value: 1_001 },
        ok: false,
      },
      {
        name: "submit-http-beside-pg-boss",
        unit: "jobs/s",
        value: 1_000,
        target: null,
        peer: { name: "pg-boss", value: 2_000 },
        ok: true,
      },
    ]);
  });

  it("leaves out who was not asked to do the task, and fails without the one that is the target", () => {
    expect(besidePeers(ours, [boss, graphile], "run")).toHaveLength(1);
    expect(() => besidePeers(ours, [boss], "submit")).toThrow("has no target");
  });
});
