import { expect, it } from "vitest";
import { isMassSilence } from "@/lib/domain/queue/mass-silence";

it("is over half the fleet, and at least three agents", () => {
  expect(isMassSilence(4, 3)).toBe(true);
  expect(isMassSilence(100, 51)).toBe(true);
  expect(isMassSilence(100, 50)).toBe(false);
  expect(isMassSilence(2, 2)).toBe(false);
  expect(isMassSilence(0, 0)).toBe(false);
});
