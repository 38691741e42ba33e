import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { tenantOwner } from "@/components/agents/api/agent-owner";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { OwnAgentDetail } from "@/components/agents/own-agent-detail";
import { listJobsOptions, SCANS_OF_AGENT_SHOWN } from "@/components/jobs/api/list-jobs-query";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { Id } from "@/lib/contracts/field";
import { AppError } from "@/lib/domain/errors";
import { listJobs } from "@/lib/services/jobs/list-jobs";
import { tenantPageContext } from "@/lib/services/page-context";
import { getAgent } from "@/lib/services/platform-agents/get-agent";

export const metadata: Metadata = { title: "Agent" };

interface OwnAgentPageProps {
  params: Promise<{ tenantSlug: string; id: string }>;
}

export default async function OwnAgentPage({ params }: OwnAgentPageProps) {
  const { tenantSlug, id: rawId } = await params;
  const { principal, membership } = await requireTenantMember(tenantSlug);
  const id = Id.safeParse(rawId).data;
  if (id === undefined) notFound();
  const ctx = tenantPageContext(principal, membership.tenantId);
  const [detail, jobs] = await Promise.all([
    getAgent(ctx, id),
    listJobs(ctx, { agent_id: id, limit: SCANS_OF_AGENT_SHOWN }),
  ]).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  const { slug } = membership;
  return (
    <Prefetched
      entries={[
        { queryKey: getAgentOptions(tenantOwner(slug), id).queryKey, data: detail },
        {
          queryKey: listJobsOptions(slug, { agent_id: id }, SCANS_OF_AGENT_SHOWN).queryKey,
          data: firstPage(jobs),
        },
      ]}
    >
      <OwnAgentDetail id={id} />
    </Prefetched>
  );
}
