"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { listJobFindingsOptions } from "@/components/findings/api/list-job-findings-query";
import { FindingItem } from "@/components/findings/finding-item";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import type { JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";

/** What the scan found, worst first. While it runs, the list is marked as partial. */
export function FindingsCard({ slug, job }: { slug: string; job: JobView }) {
  const query = useInfiniteQuery(listJobFindingsOptions(slug, job.id));
  const findings = query.data?.pages.flatMap((page) => page.items) ?? [];
  const ended = isTerminal(job.status);
  const partial = !ended || job.status !== "succeeded";

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading findings" rows={3} columns={3} />;
    if (query.isError && findings.length === 0) {
      return <QueryErrorState what="The findings could not be loaded" query={query} />;
    }
    if (findings.length === 0) return <EmptyState {...emptyWords(job, ended)} className="py-8" />;
    return (
      <>
        <ul className="divide-y divide-line">
          {findings.map((finding) => (
            <FindingItem key={finding.id} finding={finding} />
          ))}
        </ul>
        {query.hasNextPage ? (
          <LoadMore
            shown={findings.length}
            noun="findings"
            hasMore
            loading={query.isFetchingNextPage}
            onLoadMore={() => void query.fetchNextPage()}
          />
        ) : null}
      </>
    );
  }

  return (
    <Card aria-labelledby="findings-title" id="findings">
      <CardHeader
        id="findings-title"
        title="Findings"
        meta={
          <span role="status" className="tabular-nums">
            {countWords(Math.max(job.findings_count, findings.length), ended, partial)}
          </span>
        }
        className="pb-3"
      />
      <div className="border-line border-t">{content()}</div>
    </Card>
  );
}

function countWords(count: number, ended: boolean, partial: boolean): string {
  if (!ended) return `${count} so far, partial`;
  return partial && count > 0 ? `${count}, partial` : String(count);
}

function emptyWords(job: JobView, ended: boolean): { sentence: string; detail?: string } {
  if (job.status === "succeeded") return { sentence: "The scan found nothing to report." };
  if (ended) return { sentence: "Nothing was found before the scan ended." };
  return { sentence: "Nothing found yet.", detail: "Findings appear here while the scan runs." };
}
