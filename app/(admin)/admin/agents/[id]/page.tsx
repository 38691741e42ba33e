import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { PlatformAgentDetail } from "@/components/agents/platform-agent-detail";
import { listAdminJobsOptions, RECENT_JOBS_SHOWN } from "@/components/queue/api/list-admin-jobs-query";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { Id } from "@/lib/contracts/field";
import { AppError } from "@/lib/domain/errors";
import { listAdminJobs } from "@/lib/services/admin-jobs/list-admin-jobs";
import { asPlatform } from "@/lib/services/as-platform";
import { pageContext } from "@/lib/services/page-context";
import { getAgent } from "@/lib/services/platform-agents/get-agent";

export const metadata: Metadata = { title: "Agent" };

export default async function AgentPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const id = Id.safeParse((await params).id).data;
  if (id === undefined) notFound();
  const [detail, jobs] = await Promise.all([
    getAgent(asPlatform(ctx), id),
    listAdminJobs(ctx, { agent_id: id, limit: RECENT_JOBS_SHOWN }),
  ]).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <Prefetched
      entries={[
        { queryKey: getAgentOptions(PLATFORM, id).queryKey, data: detail },
        {
          queryKey: listAdminJobsOptions({ agent_id: id }, RECENT_JOBS_SHOWN).queryKey,
          data: firstPage(jobs),
        },
      ]}
    >
      <PlatformAgentDetail id={id} />
    </Prefetched>
  );
}
