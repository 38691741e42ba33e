import type pg from "pg";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertOneTimeToken } from "@/lib/db/one-time-tokens/insert-one-time-token";
import { revokeSetupTokens } from "@/lib/db/one-time-tokens/revoke-setup-tokens";
import { transaction } from "@/lib/db/transaction";
import { lockHasPlatformAdmin } from "@/lib/db/users/platform-admin";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";
import { newOneTimeToken } from "@/lib/secrets/new-secret";

const VALID_HOURS = 24;

/**
 * The link with which the first platform admin is made, or null when there is one. Called at every start: each link
 * replaces the one before, works once and for a day. The secret is in the fragment, which browsers never send, so that
 * no access log and no referrer holds it.
 */
export async function ensureSetupLink(db: pg.Pool, baseUrl: string): Promise<string | null> {
  const { token, hash } = newOneTimeToken();
  const isStored = await transaction(db, async (tx) => {
    if (await lockHasPlatformAdmin(tx)) return false;
    await revokeSetupTokens(tx);
    const { id, expiresAt } = await insertOneTimeToken(tx, {
      purpose: "first_admin",
      tokenHash: hash,
      validHours: VALID_HOURS,
    });
    const source = { actor: SYSTEM_ACTOR, ip: null, requestId: null };
    await insertAuditEntry(tx, source, {
      tenantId: null,
      action: "setup_link.created",
      targetType: "one_time_token",
      targetId: id,
      after: { expires_at: expiresAt.toISOString() },
    });
    return true;
  });
  return isStored ? new URL(`/setup#${token}`, baseUrl).href : null;
}
