import type pg from "pg";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertMembership } from "@/lib/db/members/insert-membership";
import { listOpenInvitationsAcrossTenants } from "@/lib/db/one-time-tokens/find-open-invitation";
import { spendOneTimeToken } from "@/lib/db/one-time-tokens/spend-one-time-token";
import { insertSession } from "@/lib/db/sessions/insert-session";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { findUserByIdentity } from "@/lib/db/users/find-user-by-identity";
import { insertIdentity } from "@/lib/db/users/insert-identity";
import { insertUser } from "@/lib/db/users/insert-user";
import { lockActiveUser } from "@/lib/db/users/lock-user";
import type { Context } from "@/lib/services/context";

export interface ProviderIdentity {
  provider: string;
  providerAccountId: string;
  /** In lower case, and only if the provider says that it has been verified. */
  verifiedEmail: string | null;
  name: string;
}

/**
 * Opens a session for somebody whom a configured provider vouches for: the person the account is linked to, else the
 * person with that verified address (who is linked from then on), else a new person if an open invitation for the
 * verified address exists, which is thereby accepted. Null for everybody else: nobody gets an account out of nothing,
 * and an address that is not verified links nothing.
 */
export async function signInWithIdentity(
  ctx: Context,
  identity: ProviderIdentity & { userAgent: string | null },
): Promise<{ userId: string; sessionId: string } | null> {
  return await transaction(ctx.db, async (tx) => {
    const userId = await findOrLinkUser(ctx, tx, identity);
    const user = userId === null ? null : await lockActiveUser(tx, userId);
    if (user === null) {
      await insertAuditEntry(tx, ctx, {
        tenantId: null,
        action: "login.failed",
        targetType: "user",
        targetId: userId,
        after: { method: identity.provider },
      });
      return null;
    }
    const sessionId = await insertSession(tx, { userId: user.id, ip: ctx.ip, userAgent: identity.userAgent });
    await insertAuditEntry(tx, asUser(ctx, user.id, user.email), {
      tenantId: null,
      action: "login.succeeded",
      targetType: "session",
      targetId: sessionId,
      after: { method: identity.provider },
    });
    return { userId: user.id, sessionId };
  });
}

async function findOrLinkUser(
  ctx: Context,
  tx: pg.PoolClient,
  identity: ProviderIdentity,
): Promise<string | null> {
  const linked = await findUserByIdentity(tx, identity.provider, identity.providerAccountId);
  if (linked) return linked.id;
  const email = identity.verifiedEmail;
  if (email === null) return null;
  const known = await findUserByEmail(tx, email);
  const userId = known?.id ?? (await acceptInvitations(ctx, tx, email, identity.name));
  if (userId === null || (known !== null && known.disabledAt !== null)) return userId;
  if (await insertIdentity(tx, userId, identity.provider, identity.providerAccountId)) {
    await insertAuditEntry(tx, asUser(ctx, userId, email), {
      tenantId: null,
      action: "identity.linked",
      targetType: "user",
      targetId: userId,
      after: { provider: identity.provider },
    });
  }
  return userId;
}

/** A new person for an invited address, a member wherever it was invited to; null without an open invitation. */
async function acceptInvitations(
  ctx: Context,
  tx: pg.PoolClient,
  email: string,
  name: string,
): Promise<string | null> {
  const invitations = await listOpenInvitationsAcrossTenants(tx, email);
  if (invitations.length === 0) return null;
  const userId = await insertUser(tx, { email, name, passwordHash: null });
  if (userId === null) return null;
  for (const { id, tenantId, role } of invitations) {
    if (!(await spendOneTimeToken(tx, id))) continue;
    await insertMembership(tx, tenantId, userId, role);
    await insertAuditEntry(tx, asUser(ctx, userId, email), {
      tenantId,
      action: "member.joined",
      targetType: "user",
      targetId: userId,
      after: { email, role, invitation_id: id },
    });
  }
  return userId;
}

function asUser(ctx: Context, userId: string, email: string): Context {
  return { ...ctx, actor: { type: "user", id: userId, name: email } };
}
