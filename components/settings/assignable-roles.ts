import { mayAssignRole, ROLES, type Role } from "@/lib/domain/access/permissions";

/** The roles that somebody of role `actor` may give to a person who has `current`, or to a new one. */
export function assignableRoles(actor: Role, current: Role | null): Role[] {
  return ROLES.filter((role) => mayAssignRole(actor, current, role));
}
