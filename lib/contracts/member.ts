import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Email, Id, IdParams, Instant } from "@/lib/contracts/field";
import { ROLES } from "@/lib/domain/access/permissions";

/** People of a tenant, and invitations that are still open. */

export const MemberView = z
  .object({ user_id: Id, email: z.string(), name: z.string(), role: z.enum(ROLES), joined_at: Instant })
  .meta({ id: "Member" });
export type MemberView = z.infer<typeof MemberView>;

export const InvitationView = z
  .object({ id: Id, email: z.string(), role: z.enum(ROLES), created_at: Instant, expires_at: Instant })
  .meta({ id: "Invitation" });
export type InvitationView = z.infer<typeof InvitationView>;

const tag = "Settings";
const read = { kind: "tenant", permission: "members:read" } as const;
const write = { kind: "tenant", permission: "members:write" } as const;

export const listMembers = defineContract({
  id: "listMembers",
  method: "GET",
  path: "/api/v1/members",
  summary: "List members and open invitations",
  tag,
  access: read,
  answer: z.object({
    items: z.array(MemberView),
    invitations: z.array(InvitationView),
    next_cursor: z.null(),
  }),
  status: 200,
});

export const InviteMemberBody = z
  .strictObject({ email: Email, role: z.enum(ROLES) })
  .meta({ id: "InviteMember" });
export type InviteMemberBody = z.output<typeof InviteMemberBody>;

export const inviteMember = defineContract({
  id: "inviteMember",
  method: "POST",
  path: "/api/v1/members/invitations",
  summary: "Invite a person; the one-time link is in the answer once and lives for 72 hours",
  tag,
  access: write,
  body: InviteMemberBody,
  answer: z.object({ invitation: InvitationView, invitation_url: z.string() }),
  status: 201,
  errors: ["conflict"],
});

export const revokeInvitation = defineContract({
  id: "revokeInvitation",
  method: "DELETE",
  path: "/api/v1/members/invitations/{id}",
  summary: "Withdraw an invitation",
  tag,
  access: write,
  params: IdParams,
  answerKind: "empty",
  status: 204,
});

export const UpdateMemberBody = z.strictObject({ role: z.enum(ROLES) }).meta({ id: "UpdateMember" });

export const updateMember = defineContract({
  id: "updateMember",
  method: "PATCH",
  path: "/api/v1/members/{id}",
  summary: "Change a member's role; counts from the member's next request",
  tag,
  access: write,
  params: IdParams,
  body: UpdateMemberBody,
  answer: z.object({ member: MemberView }),
  status: 200,
  errors: ["last_owner"],
});

export const removeMember = defineContract({
  id: "removeMember",
  method: "DELETE",
  path: "/api/v1/members/{id}",
  summary: "Remove a member",
  tag,
  access: write,
  params: IdParams,
  answerKind: "empty",
  status: 204,
  errors: ["last_owner"],
});
