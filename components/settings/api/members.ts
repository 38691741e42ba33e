import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import type { ContractOf } from "@/lib/client/operation";
import {
  inviteMember,
  listMembers,
  removeMember,
  revokeInvitation,
  updateMember,
} from "@/lib/client/operations/member";
import type { BodyInputOf } from "@/lib/contracts/contract";
import type { Role } from "@/lib/domain/access/permissions";

export function membersOptions(slug: string) {
  return queryOptions({
    queryKey: [listMembers.id, slug],
    queryFn: ({ signal }) => apiFetch(listMembers, { tenant: slug, signal }),
  });
}

/** The changes to a tenant's people; each brings the list up to date. */
export function useMemberChanges(slug: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [listMembers.id, slug] });
  return {
    invite: useMutation({
      mutationFn: (body: BodyInputOf<ContractOf<typeof inviteMember>>) =>
        apiFetch(inviteMember, { tenant: slug, body }),
      onSuccess,
    }),
    withdraw: useMutation({
      mutationFn: (id: string) => apiFetch(revokeInvitation, { tenant: slug, params: { id } }),
      onSuccess,
    }),
    changeRole: useMutation({
      mutationFn: ({ id, role }: { id: string; role: Role }) =>
        apiFetch(updateMember, { tenant: slug, params: { id }, body: { role } }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => apiFetch(removeMember, { tenant: slug, params: { id } }),
      onSuccess,
    }),
  };
}
