import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { LiveStatus } from "@/components/jobs/live-status";
import {
  DEAD_LETTERS_PER_PAGE,
  listDeadLettersOptions,
} from "@/components/queue/api/list-dead-letters-query";
import { deadLetterSearchParams } from "@/components/queue/dead-letter-search-params";
import { DeadLettersList } from "@/components/queue/dead-letters-list";
import { QueueTabs } from "@/components/queue/queue-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { listDeadLetters } from "@/lib/services/dead-letters/list-dead-letters";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Dead letters" };

const loadFilters = createLoader(deadLetterSearchParams);

export default async function DeadLettersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = pageContext(await requirePlatformAdmin());
  const state = (await loadFilters(searchParams)).state ?? "open";
  const letters = await listDeadLetters(ctx, { state, limit: DEAD_LETTERS_PER_PAGE });
  return (
    <Prefetched entries={[{ queryKey: listDeadLettersOptions(state).queryKey, data: firstPage(letters) }]}>
      <PageHeader
        title="Dead letters"
        description="Jobs that one agent after the other was lost over. They are not tried again until you say so."
        actions={<LiveStatus />}
      />
      <QueueTabs />
      <DeadLettersList />
    </Prefetched>
  );
}
