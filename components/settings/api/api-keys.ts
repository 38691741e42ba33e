import { infiniteQueryOptions, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import type { ContractOf } from "@/lib/client/operation";
import {
  createAdminKey,
  createApiKey,
  listAdminKeys,
  listApiKeys,
  revokeAdminKey,
  revokeApiKey,
} from "@/lib/client/operations/api-key";
import type { ApiKeyView } from "@/lib/contracts/api-key";
import type { AnswerOf } from "@/lib/contracts/contract";
import type { Page } from "@/lib/contracts/page";
import type { AdminPermission, TenantKeyScope } from "@/lib/domain/access/permissions";

export const KEYS_PER_PAGE = 25;

interface NewApiKey<Scope extends string> {
  name: string;
  scopes: Scope[];
  expires_in_days: number | null;
}

/** Whose keys are meant, as the calls that reach them. */
export interface ApiKeySource<Scope extends string> {
  queryKey: QueryKey;
  list: (query: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<Page<ApiKeyView>>;
  create: (body: NewApiKey<Scope>) => Promise<AnswerOf<ContractOf<typeof createApiKey>>>;
  revoke: (id: string) => Promise<unknown>;
}

export function tenantKeys(slug: string): ApiKeySource<TenantKeyScope> {
  return {
    queryKey: [listApiKeys.id, slug],
    list: (query, signal) => apiFetch(listApiKeys, { tenant: slug, query, signal }),
    create: (body) => apiFetch(createApiKey, { tenant: slug, body }),
    revoke: (id) => apiFetch(revokeApiKey, { tenant: slug, params: { id } }),
  };
}

export const adminKeys: ApiKeySource<AdminPermission> = {
  queryKey: [listAdminKeys.id],
  list: (query, signal) => apiFetch(listAdminKeys, { query, signal }),
  create: (body) => apiFetch(createAdminKey, { body }),
  revoke: (id) => apiFetch(revokeAdminKey, { params: { id } }),
};

/** Keys, newest first, page by page. */
export function apiKeysOptions<Scope extends string>(source: ApiKeySource<Scope>) {
  return infiniteQueryOptions({
    queryKey: [...source.queryKey, {}],
    queryFn: ({ pageParam, signal }) =>
      source.list({ limit: KEYS_PER_PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useCreateApiKey<Scope extends string>(source: ApiKeySource<Scope>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: source.create,
    onSuccess: () => client.invalidateQueries({ queryKey: source.queryKey }),
  });
}

export function useRevokeApiKey<Scope extends string>(source: ApiKeySource<Scope>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: source.revoke,
    onSuccess: () => client.invalidateQueries({ queryKey: source.queryKey }),
  });
}
