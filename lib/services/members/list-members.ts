import type { InvitationView, MemberView } from "@/lib/contracts/member";
import { listMembers as listMemberRows } from "@/lib/db/members/list-members";
import { listInvitations } from "@/lib/db/one-time-tokens/list-invitations";
import type { TenantContext } from "@/lib/services/context";
import { invitationView, memberView } from "@/lib/services/members/member-view";

/** The tenant's people, and the invitations that are still open. */
export async function listMembers(
  ctx: TenantContext,
): Promise<{ items: MemberView[]; invitations: InvitationView[]; next_cursor: null }> {
  const [members, invitations] = await Promise.all([
    listMemberRows(ctx.db, ctx.tenantId),
    listInvitations(ctx.db, ctx.tenantId),
  ]);
  return { items: members.map(memberView), invitations: invitations.map(invitationView), next_cursor: null };
}
