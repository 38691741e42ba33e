import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { AgentFilters } from "@/components/agents/api/list-agents-query";
import { AGENT_HEALTHS, AGENT_STATUSES } from "@/lib/domain/agent/liveness";
import { TIERS } from "@/lib/domain/tier/tier";

/** The list's filters as the address carries them. */
export const agentSearchParams = {
  tier: parseAsStringLiteral(TIERS),
  health: parseAsStringLiteral(AGENT_HEALTHS),
  status: parseAsStringLiteral(AGENT_STATUSES),
  q: parseAsString,
};

type Nullable<T> = { [K in keyof T]-?: NonNullable<T[K]> | null };
export type AgentFilterValues = Nullable<AgentFilters>;

/** As the API takes them: what is not set is left out. */
export function agentFilters({ tier, health, status, q }: AgentFilterValues): AgentFilters {
  const text = q?.trim().slice(0, 200);
  return {
    ...(tier ? { tier } : {}),
    ...(health ? { health } : {}),
    ...(status ? { status } : {}),
    ...(text ? { q: text } : {}),
  };
}
