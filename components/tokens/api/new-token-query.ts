import { queryOptions } from "@tanstack/react-query";
import { apiFetch } from "@/lib/client/api-fetch";
import { listBootstrapTokens } from "@/lib/client/operations/bootstrap-token";
import type { BootstrapTokenView } from "@/lib/contracts/bootstrap-token";

/** Beside the live events, so that the wait ends also where the stream is held up. */
const WAIT_POLL_MS = 2_000;
/** A token that was made a moment ago is among the newest. */
const NEWEST = 25;

/** A token that was just made, watched for the agents that use it. */
export function newTokenOptions(token: BootstrapTokenView) {
  return queryOptions({
    queryKey: [listBootstrapTokens.id, "watch", token.id],
    queryFn: async ({ signal }): Promise<BootstrapTokenView> => {
      const page = await apiFetch(listBootstrapTokens, { query: { limit: NEWEST }, signal });
      return page.items.find((item) => item.id === token.id) ?? token;
    },
    initialData: token,
    refetchInterval: WAIT_POLL_MS,
  });
}
