import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { getPlatformStats } from "@/lib/client/operations/platform-stats";

/** The tenant's limits and use. */
export function platformStatsOptions(slug: string) {
  return queryOptions({
    queryKey: [getPlatformStats.id, slug],
    queryFn: ({ signal }) => apiFetch(getPlatformStats, { tenant: slug, signal }),
  });
}
