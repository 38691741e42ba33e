import { expect, it } from "vitest";
import { auditChanges } from "./audit-changes";

it("lists what differs and leaves out what stayed", () => {
  expect(auditChanges({ role: "member", name: "Ann" }, { role: "admin", name: "Ann" })).toEqual([
    { name: "role", before: "member", after: "admin" },
  ]);
});

it("shows a creation and a removal", () => {
  expect(auditChanges(null, { scopes: ["jobs:read"] })).toEqual([
    { name: "scopes", before: null, after: '["jobs:read"]' },
  ]);
  expect(auditChanges({ tier: "shared" }, null)).toEqual([{ name: "tier", before: "shared", after: null }]);
});
