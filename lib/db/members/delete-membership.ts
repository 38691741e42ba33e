import type { Db } from "@/lib/db/transaction";

export async function deleteMembership(tx: Db, tenantId: string, userId: string): Promise<void> {
  await tx.query({
    name: "delete-membership",
    text: "DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2",
    values: [tenantId, userId],
  });
}
