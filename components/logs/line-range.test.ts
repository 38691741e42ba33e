import { expect, it } from "vitest";
import { extendLineRange, formatLineRange, parseLineRange } from "./line-range";

it("reads what it writes", () => {
  for (const hash of ["#L1", "#L10-L20"]) {
    const range = parseLineRange(hash);
    expect(range && formatLineRange(range)).toBe(hash);
  }
  expect(parseLineRange("#L20-L10")).toEqual({ first: 10, last: 20 });
});

it("takes nothing else for a range", () => {
  for (const hash of ["", "#", "#L0", "#L1-", "#l1", "#findings", "#L1-2"])
    expect(parseLineRange(hash)).toBeNull();
});

it("grows from its beginning while Shift is held", () => {
  expect(extendLineRange({ first: 10, last: 10 }, 20, true)).toEqual({ first: 10, last: 20 });
  expect(extendLineRange({ first: 10, last: 20 }, 5, true)).toEqual({ first: 5, last: 10 });
  expect(extendLineRange({ first: 10, last: 20 }, 7, false)).toEqual({ first: 7, last: 7 });
});
