import { describe, expect, test } from "vitest";
import { type MemberChange, refuseMemberChange } from "@/lib/domain/access/member-change";
import { ROLES } from "@/lib/domain/access/permissions";
import { AppError } from "@/lib/domain/errors";

function outcome(change: MemberChange): string {
  try {
    refuseMemberChange(change);
    return "allowed";
  } catch (error) {
    return error instanceof AppError ? error.code : "thrown";
  }
}

describe("a change of a member", () => {
  test("by anybody but owner and admin is forbidden, whatever it is", () => {
    for (const actorRole of ["member", "viewer", null] as const) {
      for (const current of ROLES) {
        for (const next of [...ROLES, null]) {
          expect(outcome({ actorRole, current, next, ownerCount: 3 })).toBe("forbidden");
        }
      }
    }
  });

  test("by an admin never touches an owner and never makes one", () => {
    for (const current of ROLES) {
      for (const next of [...ROLES, null]) {
        const expected = current === "owner" || next === "owner" ? "forbidden" : "allowed";
        expect(outcome({ actorRole: "admin", current, next, ownerCount: 3 })).toBe(expected);
      }
    }
  });

  test("by an owner leaves at least one owner", () => {
    for (const next of ["admin", "member", "viewer", null] as const) {
      expect(outcome({ actorRole: "owner", current: "owner", next, ownerCount: 1 })).toBe("last_owner");
      expect(outcome({ actorRole: "owner", current: "owner", next, ownerCount: 2 })).toBe("allowed");
    }
    expect(outcome({ actorRole: "owner", current: "owner", next: "owner", ownerCount: 1 })).toBe("allowed");
  });

  test("of somebody who is no member finds nobody", () => {
    expect(outcome({ actorRole: "owner", current: null, next: "viewer", ownerCount: 1 })).toBe("not_found");
  });
});
