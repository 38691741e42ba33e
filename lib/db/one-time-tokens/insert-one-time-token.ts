import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { Role } from "@/lib/domain/access/permissions";

export type NewOneTimeToken =
  | { purpose: "first_admin"; tokenHash: string; validHours: number }
  | {
      purpose: "invitation";
      tokenHash: string;
      validHours: number;
      tenantId: string;
      email: string;
      role: Role;
      createdBy: string | null;
    };

export async function insertOneTimeToken(
  tx: Db,
  token: NewOneTimeToken,
): Promise<{ id: string; createdAt: Date; expiresAt: Date }> {
  const invitation = token.purpose === "invitation" ? token : null;
  const { rows } = await tx.query<{ id: string; createdAt: Date; expiresAt: Date }>({
    name: "insert-one-time-token",
    text: `INSERT INTO one_time_tokens (id, purpose, token_hash, tenant_id, email, role, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(hours => $8))
           RETURNING id, created_at AS "createdAt", expires_at AS "expiresAt"`,
    values: [
      newId(),
      token.purpose,
      token.tokenHash,
      invitation?.tenantId ?? null,
      invitation?.email ?? null,
      invitation?.role ?? null,
      invitation?.createdBy ?? null,
      token.validHours,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error("the one-time token was not stored");
  return row;
}
