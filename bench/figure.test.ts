import { describe, expect, it } from "vitest";
import { toFigure } from "./figure";

const measured = (value: number, target: { atLeast: number } | { atMost: number } | null) =>
  toFigure({ name: "x", unit: "ms", how: "", value, target });

describe("a figure", () => {
  it("is ok exactly when the measured value meets its target, not the rounded one", () => {
    expect(measured(25, { atMost: 25 }).ok).toBe(true);
    expect(measured(25.001, { atMost: 25 })).toMatchObject({ ok: false, value: 25 });
    expect(measured(1100, { atLeast: 1100 }).ok).toBe(true);
    expect(measured(1099.9, { atLeast: 1100 })).toMatchObject({ ok: false, value: 1100 });
  });

  it("without a target is ok and says null", () => {
    expect(measured(7, null)).toEqual({
      name: "x",
      unit: "ms",
      value: 7,
      target: null,
      peer: null,
      ok: true,
    });
  });

  it("keeps three significant digits of small values and every digit before the point of large ones", () => {
    expect(measured(0.012345, null).value).toBe(0.0123);
    expect(measured(1.23456, null).value).toBe(1.23);
    expect(measured(123456.7, null).value).toBe(123457);
    expect(measured(0, null).value).toBe(0);
  });
});
