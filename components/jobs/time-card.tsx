"use client";

import { JobAgent } from "@/components/jobs/job-agent";
import { usePageNow } from "@/components/jobs/page-clock";
import { shortDuration } from "@/components/jobs/short-duration";
import { type TimeSegment, timeSpent } from "@/components/jobs/time-segments";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { TimeRibbon } from "@/components/ui/time-ribbon";
import { Timestamp } from "@/components/ui/timestamp";
import type { AttemptView, JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";

interface TimeCardProps {
  job: JobView;
  attempts: readonly AttemptView[];
  /** What another reader than the tenant calls its limit. */
  limitLabel?: string;
}

/** Where the time went, by cause, and the scan's stations. */
export function TimeCard({ job, attempts, limitLabel }: TimeCardProps) {
  const nowSeconds = usePageNow(!isTerminal(job.status));
  const { segments, inAll } = timeSpent(job, attempts, nowSeconds, limitLabel);
  return (
    <Card aria-labelledby="time-title">
      <CardHeader id="time-title" title="How the time was spent" />
      <CardBody>
        {segments.length > 0 ? (
          <TimeRibbon
            label="Time by cause"
            segments={segments}
            caption={inAll.length > 0 ? `Waited in all: ${inAll.map(partWords).join(", ")}.` : null}
          />
        ) : (
          <p className="text-ink-3">Submitted just now.</p>
        )}
      </CardBody>
      <ol className="grid grid-cols-2 gap-px overflow-hidden border-line border-t sm:grid-cols-4 *:px-4.5 *:py-3 *:shadow-[0_0_0_1px_var(--line)]">
        <Station name="Submitted" at={job.queued_at} detail={`by ${job.submitted_by}`} />
        <Station
          name="Assigned"
          at={job.assigned_at}
          since={job.queued_at}
          detail={job.agent ? <JobAgent agent={job.agent} /> : null}
        />
        <Station
          name="Started"
          at={job.started_at}
          since={job.assigned_at}
          detail={
            job.max_attempts > 1 && job.started_at ? `attempt ${job.attempt} of ${job.max_attempts}` : null
          }
        />
        <Station name="Ended" at={job.finished_at} since={job.started_at ?? job.queued_at} />
      </ol>
    </Card>
  );
}

function partWords({ label, seconds }: TimeSegment): string {
  return `${label} ${shortDuration(seconds)}`;
}

interface StationProps {
  name: string;
  at: string | null;
  since?: string | null;
  detail?: React.ReactNode;
}

function Station({ name, at, since, detail }: StationProps) {
  return (
    <li className="min-w-0">
      <p className="text-ink-3 text-sm">{name}</p>
      {at ? (
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Timestamp at={at} shape="time" className="font-medium" />
          {since ? (
            <span className="text-ink-3 text-sm tabular-nums">
              +{shortDuration((Date.parse(at) - Date.parse(since)) / 1000)}
            </span>
          ) : null}
        </p>
      ) : (
        <p className="text-ink-3">–</p>
      )}
      {detail ? <div className="truncate text-ink-3 text-sm">{detail}</div> : null}
    </li>
  );
}
