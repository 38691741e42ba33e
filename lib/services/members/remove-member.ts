import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { deleteMembership } from "@/lib/db/members/delete-membership";
import { lockMembers } from "@/lib/db/members/lock-members";
import { transaction } from "@/lib/db/transaction";
import { refuseMemberChange } from "@/lib/domain/access/member-change";
import type { TenantContext } from "@/lib/services/context";

/** Removes a member, whose next request finds no such tenant. Throws `not_found`, `forbidden` or `last_owner`. */
export async function removeMember(ctx: TenantContext, input: { userId: string }): Promise<void> {
  await transaction(ctx.db, async (tx) => {
    const members = await lockMembers(tx, ctx.tenantId, [
      input.userId,
      ...(ctx.actor.id ? [ctx.actor.id] : []),
    ]);
    const current = members.roleOf(input.userId);
    refuseMemberChange({
      actorRole: ctx.actor.id ? members.roleOf(ctx.actor.id) : null,
      current,
      next: null,
      ownerCount: members.ownerCount,
    });
    await deleteMembership(tx, ctx.tenantId, input.userId);
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "member.removed",
      targetType: "user",
      targetId: input.userId,
      before: { role: current },
    });
  });
}
