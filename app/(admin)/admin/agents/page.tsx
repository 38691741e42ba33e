import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { agentFilters, agentSearchParams } from "@/components/agents/agent-search-params";
import { AgentsList } from "@/components/agents/agents-list";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { AGENTS_PER_PAGE, listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { CreateAgentDialog } from "@/components/agents/create-agent-dialog";
import { LiveStatus } from "@/components/jobs/live-status";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { adminPaths } from "@/lib/client/admin-paths";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { asPlatform } from "@/lib/services/as-platform";
import { pageContext } from "@/lib/services/page-context";
import { listAgents } from "@/lib/services/platform-agents/list-agents";

export const metadata: Metadata = { title: "Agents" };

const loadFilters = createLoader(agentSearchParams);

export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const filters = agentFilters(await loadFilters(searchParams));
  const agents = await listAgents(asPlatform(ctx), { ...filters, limit: AGENTS_PER_PAGE });
  return (
    <Prefetched
      entries={[{ queryKey: listAgentsOptions(PLATFORM, filters).queryKey, data: firstPage(agents) }]}
    >
      <PageHeader
        title="Agents"
        actions={
          <>
            <LiveStatus />
            <CreateAgentDialog />
            <ButtonLink href={adminPaths.tokens} variant="primary">
              Join an agent
            </ButtonLink>
          </>
        }
      />
      <AgentsList />
    </Prefetched>
  );
}
