import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export interface LockedMembers {
  /** Null for somebody who is not a member. */
  roleOf(userId: string): Role | null;
  ownerCount: number;
}

/**
 * The tenant's owners and the named people as they are now, held until the transaction ends. Two changes that together
 * would take the last owner wait for each other, and the second sees what the first has done.
 */
export async function lockMembers(
  tx: Db,
  tenantId: string,
  userIds: readonly string[],
): Promise<LockedMembers> {
  const { rows } = await tx.query<{ userId: string; role: Role }>({
    name: "lock-members",
    text: `SELECT user_id AS "userId", role FROM memberships
            WHERE tenant_id = $1 AND (role = 'owner' OR user_id = ANY ($2::uuid[]))
            ORDER BY user_id FOR UPDATE`,
    values: [tenantId, userIds],
  });
  return {
    roleOf: (userId) => rows.find((row) => row.userId === userId)?.role ?? null,
    ownerCount: rows.filter((row) => row.role === "owner").length,
  };
}
