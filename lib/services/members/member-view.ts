import { instant } from "@/lib/contracts/field";
import type { InvitationView, MemberView } from "@/lib/contracts/member";
import type { MemberRow } from "@/lib/db/members/list-members";
import type { InvitationRow } from "@/lib/db/one-time-tokens/list-invitations";

export function memberView(row: MemberRow): MemberView {
  return {
    user_id: row.userId,
    email: row.email,
    name: row.name,
    role: row.role,
    joined_at: instant(row.joinedAt),
  };
}

export function invitationView(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    created_at: instant(row.createdAt),
    expires_at: instant(row.expiresAt),
  };
}
