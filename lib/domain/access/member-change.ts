import { mayAssignRole, type Role } from "@/lib/domain/access/permissions";
import { AppError } from "@/lib/domain/errors";

export interface MemberChange {
  /** Null when the actor is no longer a member. */
  actorRole: Role | null;
  /** Null when the person is not a member. */
  current: Role | null;
  /** Null removes the member. */
  next: Role | null;
  ownerCount: number;
}

/** Throws when a member may not be changed so: `not_found`, `forbidden`, or `last_owner`. */
export function refuseMemberChange({ actorRole, current, next, ownerCount }: MemberChange): void {
  if (actorRole === null) throw new AppError("forbidden", "You are no longer a member of this tenant.");
  if (current === null) throw new AppError("not_found", "There is no such member.");
  if (!mayAssignRole(actorRole, current, next)) {
    throw new AppError("forbidden", "Only an owner may make or unmake an owner.");
  }
  if (current === "owner" && next !== "owner" && ownerCount <= 1) {
    throw new AppError("last_owner", "This is the tenant's only owner. Make somebody else owner first.");
  }
}
