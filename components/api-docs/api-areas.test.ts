import { expect, test } from "vitest";
import { API_AREAS } from "@/components/api-docs/api-areas";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";

test("every operation is on one area's page", () => {
  const shown = API_AREAS.flatMap(({ contracts }) => contracts.map(({ id }) => id));
  expect(shown.sort()).toEqual(ALL_CONTRACTS.map(({ id }) => id).sort());
});

test("no two areas share an address, and none takes that of the types", () => {
  const slugs = API_AREAS.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(slugs).not.toContain("types");
  for (const slug of slugs) expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
