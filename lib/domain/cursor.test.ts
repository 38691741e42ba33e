import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutPage, decodeCursor, decodeIdCursor, encodeCursor } from "@/lib/domain/cursor";
import { AppError } from "@/lib/domain/errors";

describe("cursors", () => {
  test("an id comes back as it went out", () => {
    fc.assert(fc.property(fc.uuid(), (id) => decodeIdCursor(encodeCursor(id)) === id));
  });

  test("no text makes anything but an id or a refusal at /query/cursor", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          return /^[0-9a-f-]{36}$/.test(decodeIdCursor(text) ?? "");
        } catch (error) {
          return error instanceof AppError && error.extras.errors?.[0]?.pointer === "/query/cursor";
        }
      }),
    );
  });

  test("a position of several parts passes the caller's own check", () => {
    const parse = (value: unknown) => (Array.isArray(value) && value.length === 2 ? value : null);
    expect(decodeCursor(encodeCursor([3, "b"]), parse)).toEqual([3, "b"]);
    expect(() => decodeCursor(encodeCursor([3]), parse)).toThrow(AppError);
  });

  test("the last page has no next cursor, a full page before another row has one", () => {
    const rows = [{ id: "c" }, { id: "b" }, { id: "a" }];
    expect(cutPage(rows, 3)).toEqual({ rows, nextCursor: null });
    expect(cutPage(rows, 2)).toEqual({ rows: rows.slice(0, 2), nextCursor: encodeCursor("b") });
    expect(cutPage([], 2)).toEqual({ rows: [], nextCursor: null });
  });
});
