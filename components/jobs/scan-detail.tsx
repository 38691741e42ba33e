"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { FindingsCard } from "@/components/findings/findings-card";
import { getJobOptions } from "@/components/jobs/api/get-job-query";
import { listAttemptsOptions } from "@/components/jobs/api/list-attempts-query";
import { JobStatus } from "@/components/jobs/job-status";
import { OutcomeBanner } from "@/components/jobs/outcome-banner";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { RelatedScans } from "@/components/jobs/related-scans";
import { RunningBanner } from "@/components/jobs/running-banner";
import { ScanActions } from "@/components/jobs/scan-actions";
import { targetWords } from "@/components/jobs/target-words";
import { TimeCard } from "@/components/jobs/time-card";
import { toolLabel } from "@/components/jobs/tool-label";
import { useRetries } from "@/components/jobs/use-retries";
import { useRunTitle } from "@/components/jobs/use-run-title";
import { WaitingBanner } from "@/components/jobs/waiting-banner";
import { LogSkeleton } from "@/components/logs/log-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { AttemptView, JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";
import { LATE_LOG_SECONDS } from "@/lib/domain/job/lease";

/** The viewer is the largest part of the page and shows nothing before it has fetched the log, so its code comes after. */
const LogViewer = dynamic(() => import("@/components/logs/log-viewer").then((module) => module.LogViewer), {
  ssr: false,
  loading: LogSkeleton,
});

/** Stands last, below what people come for. */
const DetailsCard = dynamic(() =>
  import("@/components/jobs/details-card").then((module) => module.DetailsCard),
);

/** Most scans need one attempt. */
const AttemptsCard = dynamic(() =>
  import("@/components/jobs/attempts-card").then((module) => module.AttemptsCard),
);

/** One scan from submission to its findings. */
export function ScanDetail({ id }: { id: string }) {
  const { slug } = useTenantSession();
  const query = useQuery(getJobOptions(slug, id));
  const attempts = useQuery(listAttemptsOptions(slug, id));
  if (query.isPending) return <Skeleton className="h-7 w-64" />;
  if (query.isError && !query.data)
    return <QueryErrorState what="The scan could not be loaded" query={query} />;
  return <Loaded slug={slug} job={query.data.job} attempts={attempts.data?.items ?? []} />;
}

function Loaded({ slug, job, attempts }: { slug: string; job: JobView; attempts: readonly AttemptView[] }) {
  useRunTitle(job);
  const retries = useRetries(slug, job);
  return (
    <>
      <PageHeader
        title={toolLabel(job.tool)}
        crumbs={[{ label: "Scans", href: paths.scans(slug) }]}
        meta={
          <>
            <span className="font-mono text-ink-3 text-sm">#{job.number}</span>
            <JobStatus job={{ ...job, waiting: null }} />
          </>
        }
        description={<span className="[overflow-wrap:anywhere]">{targetWords(job)}</span>}
        actions={<ScanActions job={job} repeatedBy={job.failure_reason ? retries.at(-1) : undefined} />}
      />
      <RelatedScans slug={slug} job={job} retries={retries} />
      <Banner job={job} isRepeated={retries.length > 0} />
      <div className="space-y-3.5">
        <TimeCard job={job} attempts={attempts} />
        {attempts.length > 0 ? <AttemptLog slug={slug} job={job} attempts={attempts} /> : null}
        {attempts.length > 0 ? <FindingsCard slug={slug} job={job} /> : null}
        {attempts.length > 0 && job.attempt > 1 ? <AttemptsCard attempts={attempts} /> : null}
        <DetailsCard job={job} attempts={attempts.length} />
      </div>
    </>
  );
}

function Banner({ job, isRepeated }: { job: JobView; isRepeated: boolean }) {
  if (job.status === "queued")
    return job.waiting ? <WaitingBanner waiting={job.waiting} selectionMode={job.selection_mode} /> : null;
  return isTerminal(job.status) ? (
    <OutcomeBanner job={job} isRepeated={isRepeated} />
  ) : (
    <RunningBanner job={job} />
  );
}

/** The latest attempt's log, or an earlier one's by choice. A new attempt is turned to by itself. */
function AttemptLog({
  slug,
  job,
  attempts,
}: {
  slug: string;
  job: JobView;
  attempts: readonly AttemptView[];
}) {
  const [chosen, setChosen] = useState<number | null>(null);
  const latest = attempts.at(-1)?.attempt ?? 1;
  const shown = attempts.find((attempt) => attempt.attempt === (chosen ?? latest));
  if (!shown) return null;
  const chooser =
    attempts.length > 1 ? (
      <div className="w-52 max-sm:w-full">
        <Select
          aria-label="Log of attempt"
          value={String(shown.attempt)}
          onChange={(event) => setChosen(Number(event.target.value))}
          options={attempts.map(({ attempt, agent }) => ({
            value: String(attempt),
            label: `Attempt ${attempt} on ${agent.name}`,
          }))}
          className="h-8"
        />
      </div>
    ) : null;
  return (
    <LogViewer
      key={shown.attempt}
      slug={slug}
      jobId={job.id}
      number={job.number}
      attempt={shown.attempt}
      live={mayGrow(shown)}
      chooser={chooser}
    />
  );
}

/** The tail of a log is still taken for a while after the end. */
function mayGrow(attempt: AttemptView): boolean {
  if (attempt.log.complete) return false;
  if (attempt.finished_at === null) return true;
  return Date.now() - Date.parse(attempt.finished_at) < LATE_LOG_SECONDS * 1000;
}
