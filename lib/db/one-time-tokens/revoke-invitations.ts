import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

/** The tenant's invitation with this id while it is open, held until the transaction ends; null otherwise. */
export async function lockOpenInvitation(
  tx: Db,
  tenantId: string,
  id: string,
): Promise<{ email: string; role: Role } | null> {
  const { rows } = await tx.query<{ email: string; role: Role }>({
    name: "lock-open-invitation",
    text: `SELECT email, role FROM one_time_tokens
            WHERE tenant_id = $1 AND id = $2 AND purpose = 'invitation'
              AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
              FOR UPDATE`,
    values: [tenantId, id],
  });
  return rows[0] ?? null;
}

/** Withdraws the tenant's open invitations to this address. */
export async function revokeInvitationsTo(tx: Db, tenantId: string, email: string): Promise<void> {
  await tx.query({
    name: "revoke-invitations-to",
    text: `UPDATE one_time_tokens SET revoked_at = now()
            WHERE tenant_id = $1 AND email = $2 AND purpose = 'invitation' AND used_at IS NULL AND revoked_at IS NULL`,
    values: [tenantId, email],
  });
}
