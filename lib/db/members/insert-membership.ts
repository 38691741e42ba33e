import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

/** Makes a person a member; false when they are one already, whose role then stays. */
export async function insertMembership(
  tx: Db,
  tenantId: string,
  userId: string,
  role: Role,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "insert-membership",
    text: `INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id, user_id) DO NOTHING`,
    values: [tenantId, userId, role],
  });
  return rowCount === 1;
}
