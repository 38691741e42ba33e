import { expect, it } from "vitest";
import { retryBackoffSeconds } from "@/lib/domain/job/retry";

it("the first repetition is at once, later ones wait twice as long each time, two minutes at most", () => {
  expect([2, 3, 4, 5, 6, 7, 10].map(retryBackoffSeconds)).toEqual([0, 15, 30, 60, 120, 120, 120]);
});
