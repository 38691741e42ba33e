import type { MemberView } from "@/lib/contracts/member";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { findMember } from "@/lib/db/members/list-members";
import { lockMembers } from "@/lib/db/members/lock-members";
import { updateMembershipRole } from "@/lib/db/members/update-membership-role";
import { transaction } from "@/lib/db/transaction";
import { refuseMemberChange } from "@/lib/domain/access/member-change";
import type { Role } from "@/lib/domain/access/permissions";
import { AppError } from "@/lib/domain/errors";
import type { TenantContext } from "@/lib/services/context";
import { memberView } from "@/lib/services/members/member-view";

/**
 * Gives a member another role, which counts from their next request. Throws `not_found`, `forbidden` (only owners make and
 * unmake owners) or `last_owner`. The actor's own role is read anew under the lock: who has just lost it decides nothing.
 */
export async function updateMember(
  ctx: TenantContext,
  input: { userId: string; role: Role },
): Promise<{ member: MemberView }> {
  return await transaction(ctx.db, async (tx) => {
    const members = await lockMembers(tx, ctx.tenantId, [
      input.userId,
      ...(ctx.actor.id ? [ctx.actor.id] : []),
    ]);
    const current = members.roleOf(input.userId);
    refuseMemberChange({
      actorRole: ctx.actor.id ? members.roleOf(ctx.actor.id) : null,
      current,
      next: input.role,
      ownerCount: members.ownerCount,
    });
    if (current !== input.role) {
      await updateMembershipRole(tx, ctx.tenantId, input.userId, input.role);
      await insertAuditEntry(tx, ctx, {
        tenantId: ctx.tenantId,
        action: "member.role_changed",
        targetType: "user",
        targetId: input.userId,
        before: { role: current },
        after: { role: input.role },
      });
    }
    const member = await findMember(tx, ctx.tenantId, input.userId);
    if (!member) throw new AppError("not_found", "There is no such member.");
    return { member: memberView(member) };
  });
}
