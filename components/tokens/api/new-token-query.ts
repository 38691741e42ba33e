import { queryOptions } from "@tanstack/react-query";
import { type AgentOwner, ownerKey } from "@/components/agents/api/agent-owner";
import type { ShownToken } from "@/components/tokens/shown-token";
import { apiFetch } from "@/lib/client/api-fetch";

/** Beside the live events, so that the wait ends also where the stream is held up. */
const WAIT_POLL_MS = 2_000;
/** A token that was made a moment ago is among the newest. */
const NEWEST = 25;

/** A token that was just made, watched for the agents that use it. */
export function newTokenOptions(owner: AgentOwner, token: ShownToken) {
  return queryOptions({
    queryKey: [...ownerKey(owner, "listTokens"), "watch", token.id],
    queryFn: async ({ signal }): Promise<ShownToken> => {
      const page = await apiFetch(owner.operations.listTokens, {
        ...owner.scope,
        query: { limit: NEWEST },
        signal,
      });
      const items: readonly ShownToken[] = page.items;
      return items.find((item) => item.id === token.id) ?? token;
    },
    initialData: token,
    refetchInterval: WAIT_POLL_MS,
  });
}
