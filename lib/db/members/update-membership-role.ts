import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export async function updateMembershipRole(
  tx: Db,
  tenantId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await tx.query({
    name: "update-membership-role",
    text: "UPDATE memberships SET role = $3 WHERE tenant_id = $1 AND user_id = $2",
    values: [tenantId, userId, role],
  });
}
