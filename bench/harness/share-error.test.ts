import { describe, expect, it } from "vitest";
import { worstShareError } from "./share-error";

const shares = (a: number, b: number) =>
  new Map([
    ["a", a],
    ["b", b],
  ]);

describe("the error of shares", () => {
  it("is relative to what a tenant is entitled to, so a small one counts as much as a large one", () => {
    expect(worstShareError(shares(30, 70), shares(25, 75))).toBeCloseTo(0.2);
    expect(worstShareError(shares(5, 15), shares(25, 75))).toBe(0);
  });

  it("is whole for a tenant that got nothing, and no number when nobody got anything", () => {
    expect(worstShareError(new Map([["b", 10]]), shares(25, 75))).toBe(1);
    expect(() => worstShareError(new Map(), shares(25, 75))).toThrow("Nothing was measured");
  });
});
