import type { Metadata } from "next";
import { createLoader, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { LiveStatus } from "@/components/jobs/live-status";
import { listTokensOptions, TOKENS_PER_PAGE } from "@/components/tokens/api/list-tokens-query";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { TokensList } from "@/components/tokens/tokens-list";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { BOOTSTRAP_TOKEN_STATUSES } from "@/lib/domain/token/bootstrap-token";
import { asPlatform } from "@/lib/services/as-platform";
import { listBootstrapTokens } from "@/lib/services/bootstrap-tokens/list-bootstrap-tokens";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Bootstrap tokens" };

const loadFilters = createLoader({ status: parseAsStringLiteral(BOOTSTRAP_TOKEN_STATUSES) });

export default async function TokensPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const { status } = await loadFilters(searchParams);
  const filters = status ? { status } : {};
  const tokens = await listBootstrapTokens(asPlatform(ctx), { ...filters, limit: TOKENS_PER_PAGE });
  return (
    <Prefetched
      entries={[{ queryKey: listTokensOptions(PLATFORM, filters).queryKey, data: firstPage(tokens) }]}
    >
      <PageHeader
        title="Bootstrap tokens"
        description="Each lets hosts join the fleet with one command, as agents of its tier."
        actions={
          <>
            <LiveStatus />
            <CreateTokenDialog />
          </>
        }
      />
      <TokensList />
    </Prefetched>
  );
}
