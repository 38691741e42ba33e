import type { Metadata } from "next";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { agentStatsOptions } from "@/components/agents/api/agent-stats-query";
import { ATTENTION_LOOKED_AT, listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { FleetOverview } from "@/components/fleet/fleet-overview";
import { LiveStatus } from "@/components/jobs/live-status";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { asPlatform } from "@/lib/services/as-platform";
import { pageContext } from "@/lib/services/page-context";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { listAgents } from "@/lib/services/platform-agents/list-agents";

// A layout's title template does not reach the page of its own segment.
export const metadata: Metadata = { title: { absolute: "Overview · Muster admin" } };

export default async function AdminOverviewPage() {
  const ctx = pageContext(await requirePlatformAdmin());
  const [fleet, queue, agents] = await Promise.all([
    getAgentStats(ctx),
    getQueueStats(ctx),
    listAgents(asPlatform(ctx), { limit: ATTENTION_LOOKED_AT }),
  ]);
  return (
    <Prefetched
      entries={[
        { queryKey: agentStatsOptions().queryKey, data: fleet },
        { queryKey: queueStatsOptions().queryKey, data: queue },
        { queryKey: listAgentsOptions(PLATFORM, {}, ATTENTION_LOOKED_AT).queryKey, data: firstPage(agents) },
      ]}
    >
      <PageHeader title="Overview" actions={<LiveStatus />} />
      <FleetOverview />
    </Prefetched>
  );
}
