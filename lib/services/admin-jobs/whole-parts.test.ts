import { expect, it } from "vitest";
import { wholeParts } from "@/lib/services/admin-jobs/whole-parts";

it("parts of a job that are told as whole ones add up to the total, and the largest fractions are rounded up", () => {
  expect(wholeParts([3.4, 2.7, 0.5, 0.4], 7)).toEqual([3, 3, 1, 0]);
  expect(wholeParts([0.6, 0.6, 0.6], 2)).toEqual([1, 1, 0]);
  expect(wholeParts([5, 3], 8)).toEqual([5, 3]);
});

it("nothing is made of no parts, of parts that come to nothing, or of parts of another sum", () => {
  expect(wholeParts([], 0)).toEqual([]);
  expect(wholeParts([0.2, 0.2], 0)).toEqual([0, 0]);
  expect(wholeParts([10, 5], 12)).toEqual([8, 4]);
});
