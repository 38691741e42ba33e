import { describe, expect, it } from "vitest";
import type { Sample } from "../recorder";
import { createTenant } from "../world/tenant";
import { backloggedShares } from "./backlogged-shares";

const [a, b, c] = ["a", "b", "c"].map((id) => createTenant(id, { weight: 50, tierMax: 1, runningMax: 9 }));
if (!a || !b || !c) throw new Error("nobody is there");
type Entry = [tenant: typeof a, served: number, weight: number, agents?: string];

/** Everybody named waits, but for those of weight 0. */
const sample = (...entries: Entry[]): Sample => ({
  at: 0,
  served: new Map(entries.map(([tenant, served]) => [tenant, served])),
  backlogged: new Map(
    entries
      .filter(([, , weight]) => weight > 0)
      .map(([tenant, , weight, agents = "0"]) => [tenant, { weight, agents }]),
  ),
});
const sharesOf = (...samples: Sample[]) =>
  [...backloggedShares(samples)].map(([{ id }, { hadSeconds, dueSeconds }]) => [id, hadSeconds, dueSeconds]);

describe("what was due to a backlogged tenant", () => {
  it("is its part by the weights of the time, of what the backlogged had", () => {
    expect(
      sharesOf(
        sample([a, 0, 50], [b, 0, 50], [c, 0, 0]),
        sample([a, 10, 75], [b, 20, 25], [c, 100, 0]),
        sample([a, 50, 75], [b, 20, 25], [c, 200, 0]),
      ),
    ).toEqual([
      ["a", 50, 15 + 30],
      ["b", 20, 15 + 10],
    ]);
  });

  it("is told of those that were backlogged for half of the time, and not of those for less", () => {
    const both = sample([a, 0, 50], [b, 0, 50]);
    const served = sample([a, 10, 50], [b, 10, 50]);
    const alone = sample([a, 30, 50], [b, 11, 0]);
    expect(sharesOf(both, served, alone)).toEqual([
      ["a", 10, 10],
      ["b", 10, 10],
    ]);
    expect(sharesOf(both, served, alone, alone)).toEqual([]);
  });

  it("is reckoned among those that wait for the same agents", () => {
    const before = sample([a, 0, 50], [b, 0, 50], [c, 0, 50, "0,1"]);
    expect(sharesOf(before, sample([a, 5, 50], [b, 15, 50], [c, 90, 50, "0,1"]))).toEqual([
      ["a", 5, 10],
      ["b", 15, 10],
    ]);
  });

  it("is the due of a tenant that got nothing, too, and nothing is due when nobody got anything", () => {
    const before = sample([a, 0, 50], [b, 0, 50]);
    expect(sharesOf(before, sample([a, 0, 50], [b, 20, 50]))).toEqual([
      ["a", 0, 10],
      ["b", 20, 10],
    ]);
    expect(sharesOf(before, before)).toEqual([]);
    expect(sharesOf()).toEqual([]);
  });
});
