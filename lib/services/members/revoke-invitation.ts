import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { lockMembers } from "@/lib/db/members/lock-members";
import { lockOpenInvitation, revokeInvitationsTo } from "@/lib/db/one-time-tokens/revoke-invitations";
import { transaction } from "@/lib/db/transaction";
import { mayAssignRole } from "@/lib/domain/access/permissions";
import { AppError } from "@/lib/domain/errors";
import type { TenantContext } from "@/lib/services/context";

/** Withdraws an open invitation; its link is refused from now on. */
export async function revokeInvitation(ctx: TenantContext, input: { id: string }): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const actorId = ctx.actor.id ?? "";
    const actorRole = (await lockMembers(tx, ctx.tenantId, actorId ? [actorId] : [])).roleOf(actorId);
    const invitation = await lockOpenInvitation(tx, ctx.tenantId, input.id);
    if (!invitation) throw new AppError("not_found", "There is no open invitation with that id.");
    if (actorRole === null || !mayAssignRole(actorRole, invitation.role, null)) {
      throw new AppError("forbidden", "Only an owner may withdraw an owner's invitation.");
    }
    await revokeInvitationsTo(tx, ctx.tenantId, invitation.email);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "invitation.revoked",
      targetType: "invitation",
      targetId: input.id,
      before: invitation,
    });
  });
}
