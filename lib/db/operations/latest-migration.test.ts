import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { LATEST_MIGRATION } from "@/lib/db/operations/latest-migration";

test("readiness waits for the newest migration on disk", () => {
  const names = readdirSync("prisma/migrations", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(LATEST_MIGRATION).toBe(names.sort().at(-1));
});
