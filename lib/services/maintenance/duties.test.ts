import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { DUTIES } from "@/lib/services/maintenance/duties";

test("the runbook says of every duty of maintenance what it does, in their order", () => {
  const runbook = readFileSync(resolve(import.meta.dirname, "../../../docs/runbook.md"), "utf8");
  const section = runbook.split(/^## /m).find((text) => text.startsWith("What maintenance does\n")) ?? "";
  const named = [...section.matchAll(/^\| `(\w+)` \| \S/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(DUTIES));
});
