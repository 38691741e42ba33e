import type { InvitationView } from "@/lib/contracts/member";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { findMember } from "@/lib/db/members/list-members";
import { lockMembers } from "@/lib/db/members/lock-members";
import { insertOneTimeToken } from "@/lib/db/one-time-tokens/insert-one-time-token";
import { revokeInvitationsTo } from "@/lib/db/one-time-tokens/revoke-invitations";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { mayAssignRole, type Role } from "@/lib/domain/access/permissions";
import { AppError } from "@/lib/domain/errors";
import { newOneTimeToken } from "@/lib/secrets/new-secret";
import type { TenantContext } from "@/lib/services/context";
import { invitationView } from "@/lib/services/members/member-view";

const VALID_HOURS = 72;

/**
 * Makes a one-time link for one address; an earlier open invitation of that address stops working. The answer is the same
 * whether or not the person has an account elsewhere. Throws `conflict` for a member, `forbidden` when the role is above
 * the actor's own reach.
 */
export async function inviteMember(
  ctx: TenantContext,
  input: { email: string; role: Role; baseUrl: string },
): Promise<{ invitation: InvitationView; invitation_url: string }> {
  const { email, role } = input;
  const { token, hash } = newOneTimeToken();
  const invitation = await transaction(ctx.db, async (tx) => {
    const actorId = ctx.actor.id ?? "";
    const actorRole = (await lockMembers(tx, ctx.tenantId, actorId ? [actorId] : [])).roleOf(actorId);
    if (actorRole === null || !mayAssignRole(actorRole, null, role)) {
      throw new AppError("forbidden", "Only an owner may invite an owner.");
    }
    const known = await findUserByEmail(tx, email);
    if (known && (await findMember(tx, ctx.tenantId, known.id))) {
      throw new AppError("conflict", "This person is a member already.");
    }
    await revokeInvitationsTo(tx, ctx.tenantId, email);
    const stored = await insertOneTimeToken(tx, {
      purpose: "invitation",
      tokenHash: hash,
      validHours: VALID_HOURS,
      tenantId: ctx.tenantId,
      email,
      role,
      createdBy: ctx.actor.id,
    });
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "member.invited",
      targetType: "invitation",
      targetId: stored.id,
      after: { email, role, expires_at: stored.expiresAt.toISOString() },
    });
    return invitationView({ ...stored, email, role });
  });
  return { invitation, invitation_url: new URL(`/invite#${token}`, input.baseUrl).href };
}
