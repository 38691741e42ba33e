import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { UserFilters } from "@/components/people/api/list-users-query";
import { USER_STATUSES, type UserStatus } from "@/lib/domain/access/user-status";

/** The list's filters as the address carries them. */
export const userSearchParams = { status: parseAsStringLiteral(USER_STATUSES), q: parseAsString };

export interface UserFilterValues {
  status: UserStatus | null;
  q: string | null;
}

/** As the API takes them: what is not set is left out. */
export function userFilters({ status, q }: UserFilterValues): UserFilters {
  const text = q?.trim().slice(0, 200);
  return { ...(status ? { status } : {}), ...(text ? { q: text } : {}) };
}
