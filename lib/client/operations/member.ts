import type { Operation } from "@/lib/client/operation";
import type * as contracts from "@/lib/contracts/member";

export const listMembers: Operation<typeof contracts.listMembers> = {
  id: "listMembers",
  method: "GET",
  path: "/api/v1/members",
};

export const inviteMember: Operation<typeof contracts.inviteMember> = {
  id: "inviteMember",
  method: "POST",
  path: "/api/v1/members/invitations",
};

export const revokeInvitation: Operation<typeof contracts.revokeInvitation> = {
  id: "revokeInvitation",
  method: "DELETE",
  path: "/api/v1/members/invitations/{id}",
};

export const updateMember: Operation<typeof contracts.updateMember> = {
  id: "updateMember",
  method: "PATCH",
  path: "/api/v1/members/{id}",
};

export const removeMember: Operation<typeof contracts.removeMember> = {
  id: "removeMember",
  method: "DELETE",
  path: "/api/v1/members/{id}",
};
