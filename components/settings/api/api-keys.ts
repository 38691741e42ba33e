import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { createApiKey, listApiKeys, revokeApiKey } from "@/lib/contracts/api-key";
import type { BodyInputOf } from "@/lib/contracts/contract";

export const KEYS_PER_PAGE = 25;

export function apiKeysOptions(slug: string) {
  return infiniteQueryOptions({
    queryKey: [listApiKeys.id, slug, {}],
    queryFn: ({ pageParam, signal }) =>
      apiFetch(listApiKeys, {
        tenant: slug,
        query: { limit: KEYS_PER_PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useCreateApiKey(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInputOf<typeof createApiKey>) => apiFetch(createApiKey, { tenant: slug, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: [listApiKeys.id, slug] }),
  });
}

export function useRevokeApiKey(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiFetch(revokeApiKey, { tenant: slug, params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: [listApiKeys.id, slug] }),
  });
}
