import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export interface MemberRow {
  userId: string;
  email: string;
  name: string;
  role: Role;
  joinedAt: Date;
}

const SELECT = `SELECT m.user_id AS "userId", u.email, u.name, m.role, m.created_at AS "joinedAt"
                  FROM memberships m JOIN users u ON u.id = m.user_id`;

/** The tenant's people by address. At most 1,000 are shown. */
export async function listMembers(db: Db, tenantId: string): Promise<MemberRow[]> {
  const { rows } = await db.query<MemberRow>({
    name: "list-members",
    text: `${SELECT} WHERE m.tenant_id = $1 ORDER BY u.email LIMIT 1000`,
    values: [tenantId],
  });
  return rows;
}

export async function findMember(db: Db, tenantId: string, userId: string): Promise<MemberRow | null> {
  const { rows } = await db.query<MemberRow>({
    name: "find-member",
    text: `${SELECT} WHERE m.tenant_id = $1 AND m.user_id = $2`,
    values: [tenantId, userId],
  });
  return rows[0] ?? null;
}
