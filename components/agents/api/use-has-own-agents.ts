import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listOwnAgents } from "@/lib/client/operations/own-agent";
import { useTenantSession } from "@/lib/client/tenant-session";

/** Whether the tenant has any agent of its own; what is offered for these is of no use without one. */
export function hasOwnAgentsOptions(slug: string) {
  return {
    queryKey: [listOwnAgents.id, slug, "any"],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<boolean> =>
      (await apiFetch(listOwnAgents, { tenant: slug, query: { limit: 1 }, signal })).items.length > 0,
  };
}

export function useHasOwnAgents(): boolean {
  const { slug } = useTenantSession();
  return useQuery(hasOwnAgentsOptions(slug)).data ?? false;
}
