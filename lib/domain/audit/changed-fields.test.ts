import { expect, test } from "vitest";
import { canonical, changedFields } from "@/lib/domain/audit/changed-fields";

test("only the fields that differ are named, as they were and as they are", () => {
  const before = { name: "a", tier: "shared", region: null as string | null };
  expect(changedFields(before, { ...before, tier: "premium" })).toEqual({
    before: { tier: "shared" },
    after: { tier: "premium" },
  });
});

test("equal values are no change, whatever the order of their keys", () => {
  expect(changedFields({ labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } })).toBeNull();
  expect(changedFields({ list: ["a", "b"] }, { list: ["b", "a"] })).not.toBeNull();
});

test("canonical text is the same for the same content at any depth", () => {
  expect(canonical({ b: { d: 1, c: [2] }, a: null })).toBe(canonical({ a: null, b: { c: [2], d: 1 } }));
});
