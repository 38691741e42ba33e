import type { Metadata } from "next";
import { createLoader, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { tenantOwner } from "@/components/agents/api/agent-owner";
import { OwnAgentsPage } from "@/components/agents/own-agents-page";
import { listTokensOptions, TOKENS_PER_PAGE } from "@/components/tokens/api/list-tokens-query";
import { TokensList } from "@/components/tokens/tokens-list";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { AgentTokenView } from "@/lib/contracts/bootstrap-token";
import { pageOf } from "@/lib/contracts/page";
import { BOOTSTRAP_TOKEN_STATUSES } from "@/lib/domain/token/bootstrap-token";
import { listBootstrapTokens } from "@/lib/services/bootstrap-tokens/list-bootstrap-tokens";
import { tenantPageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Agent tokens" };

const loadFilters = createLoader({ status: parseAsStringLiteral(BOOTSTRAP_TOKEN_STATUSES) });
/** Without the tier that a tenant's token has no use for, as the API gives it. */
const TokensPage = pageOf(AgentTokenView);

interface AgentTokensPageProps {
  params: Promise<{ tenantSlug: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function AgentTokensPage({ params, searchParams }: AgentTokensPageProps) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const { status } = await loadFilters(searchParams);
  const filters = status ? { status } : {};
  const ctx = tenantPageContext(principal, membership.tenantId);
  const tokens = TokensPage.parse(await listBootstrapTokens(ctx, { ...filters, limit: TOKENS_PER_PAGE }));
  const { queryKey } = listTokensOptions(tenantOwner(membership.slug), filters);
  return (
    <Prefetched entries={[{ queryKey, data: firstPage(tokens) }]}>
      <OwnAgentsPage>
        <TokensList />
      </OwnAgentsPage>
    </Prefetched>
  );
}
