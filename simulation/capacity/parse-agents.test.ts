import { expect, it } from "vitest";
import { parseAgents } from "./parse-agents";

it("agents are named by tier, number and slots, and anything else is refused", () => {
  expect(parseAgents("shared=8, dedicated=2x4")).toEqual([
    { tier: "shared", count: 8, slots: 1 },
    { tier: "dedicated", count: 2, slots: 4 },
  ]);
  for (const wrong of ["", "shared", "shared=0", "gold=1", "shared=2x0", "shared=-1", "shared=1;premium=1"])
    expect(() => parseAgents(wrong)).toThrow("names no agents");
});
