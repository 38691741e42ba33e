import { expect, test } from "vitest";
import { auditFilters } from "@/components/audit/audit-search-params";

const none = { action: null, actor: null, target: null, tenant: null };

test("an action without a dot means every action of that subject", () => {
  expect(auditFilters({ ...none, action: " Agent " })).toEqual({ action: "agent." });
  expect(auditFilters({ ...none, action: "agent.deleted" })).toEqual({ action: "agent.deleted" });
});

test("what the API would refuse is left out", () => {
  expect(auditFilters({ action: "no such action!", actor: " ", target: "", tenant: "acme" })).toEqual({});
});
