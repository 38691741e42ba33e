import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
}

/** The tenant's invitations that can still be accepted, newest first. At most 500 are shown. */
export async function listInvitations(db: Db, tenantId: string): Promise<InvitationRow[]> {
  const { rows } = await db.query<InvitationRow>({
    name: "list-invitations",
    text: `SELECT id, email, role, created_at AS "createdAt", expires_at AS "expiresAt"
             FROM one_time_tokens
            WHERE tenant_id = $1 AND purpose = 'invitation'
              AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
            ORDER BY id DESC LIMIT 500`,
    values: [tenantId],
  });
  return rows;
}
