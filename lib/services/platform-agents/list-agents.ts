import type { AgentView, ListAgentsQuery } from "@/lib/contracts/agent";
import type { Page } from "@/lib/contracts/page";
import { listAgents as readAgents } from "@/lib/db/agents/list-agents";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import type { TenantContext } from "@/lib/services/context";
import { agentView } from "@/lib/services/platform-agents/agent-view";

/** The tenant's or the platform's agents, newest first, by tier, health, status and part of their name. */
export async function listAgents(ctx: TenantContext, query: ListAgentsQuery): Promise<Page<AgentView>> {
  const { limit, cursor, ...filter } = query;
  const beforeId = decodeIdCursor(cursor);
  const found = await readAgents(ctx.db, ctx.tenantId, { ...filter, beforeId, limit: limit + 1 });
  const { rows, nextCursor } = cutPage(found, limit);
  return { items: (await ephemeralState(ctx.db).freshen(rows)).map(agentView), next_cursor: nextCursor };
}
