import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { agentFilters, agentSearchParams } from "@/components/agents/agent-search-params";
import { AgentsList } from "@/components/agents/agents-list";
import { tenantOwner } from "@/components/agents/api/agent-owner";
import { AGENTS_PER_PAGE, listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { OwnAgentsPage } from "@/components/agents/own-agents-page";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { tenantPageContext } from "@/lib/services/page-context";
import { listAgents } from "@/lib/services/platform-agents/list-agents";

export const metadata: Metadata = { title: "Agents" };

const loadFilters = createLoader(agentSearchParams);

interface TenantAgentsPageProps {
  params: Promise<{ tenantSlug: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function TenantAgentsPage({ params, searchParams }: TenantAgentsPageProps) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const filters = agentFilters(await loadFilters(searchParams));
  const ctx = tenantPageContext(principal, membership.tenantId);
  const agents = await listAgents(ctx, { ...filters, limit: AGENTS_PER_PAGE });
  const { queryKey } = listAgentsOptions(tenantOwner(membership.slug), filters);
  return (
    <Prefetched entries={[{ queryKey, data: firstPage(agents) }]}>
      <OwnAgentsPage>
        <AgentsList />
      </OwnAgentsPage>
    </Prefetched>
  );
}
