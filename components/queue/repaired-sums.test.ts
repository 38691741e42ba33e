import { expect, it } from "vitest";
import { repairedSums } from "@/components/queue/repaired-sums";

it("what was mended and what was left are both told", () => {
  const checks = [
    { found: 3, repaired: 2 },
    { found: 101, repaired: 100 },
    { found: 0, repaired: 0 },
  ];
  expect(repairedSums(checks)).toEqual({ repaired: 102, left: 2 });
});
