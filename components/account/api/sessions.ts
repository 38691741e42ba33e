import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import type { ContractOf } from "@/lib/client/operation";
import { changePassword, listSessions, revokeSession } from "@/lib/client/operations/account";
import type { BodyInputOf } from "@/lib/contracts/contract";

export function sessionsOptions() {
  return queryOptions({
    queryKey: [listSessions.id],
    queryFn: ({ signal }) => apiFetch(listSessions, { signal }),
  });
}

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiFetch(revokeSession, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: [listSessions.id] }),
  });
}

/** Every other session ends with the change, so the list of sessions is asked for anew. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInputOf<ContractOf<typeof changePassword>>) => apiFetch(changePassword, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: [listSessions.id] }),
  });
}
