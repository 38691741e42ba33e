import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export interface OpenInvitation {
  id: string;
  tenantId: string;
  tenantSlug: string;
  email: string;
  role: Role;
}

const SELECT = `SELECT o.id, o.tenant_id AS "tenantId", t.slug AS "tenantSlug", o.email, o.role
                  FROM one_time_tokens o JOIN tenants t ON t.id = o.tenant_id
                 WHERE o.purpose = 'invitation' AND o.used_at IS NULL AND o.revoked_at IS NULL
                   AND o.expires_at > now() AND t.status = 'active'`;

/** The invitation that this link stands for, while it can be accepted. */
export async function findOpenInvitationAcrossTenants(
  db: Db,
  tokenHash: string,
): Promise<OpenInvitation | null> {
  const { rows } = await db.query<OpenInvitation>({
    name: "find-open-invitation",
    text: `${SELECT} AND o.token_hash = $1`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
}

/** Every invitation of this address that can be accepted, at most 20. */
export async function listOpenInvitationsAcrossTenants(db: Db, email: string): Promise<OpenInvitation[]> {
  const { rows } = await db.query<OpenInvitation>({
    name: "list-open-invitations-of-email",
    text: `${SELECT} AND o.email = $1 ORDER BY o.id LIMIT 20`,
    values: [email],
  });
  return rows;
}
