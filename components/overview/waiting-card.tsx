"use client";

import { usePageNow } from "@/components/jobs/page-clock";
import { summarizeWaiting, type WaitingSummary } from "@/components/overview/waiting-summary";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/format-duration";
import type { JobView } from "@/lib/contracts/job";

/** How long scans waited lately: a bar a scan, with median and 95th percentile in words. */
export function WaitingCard({ jobs }: { jobs: readonly JobView[] }) {
  const summary = summarizeWaiting(jobs, usePageNow(false) * 1000);
  return (
    <Card aria-labelledby="waiting-title" className="flex flex-col">
      <CardHeader
        id="waiting-title"
        title="Waiting time"
        action={<span className="text-ink-3 text-sm">last 24 h</span>}
      />
      <CardBody className="flex flex-1 flex-col justify-end gap-2.5">
        {summary ? (
          <Summary summary={summary} />
        ) : (
          <p className="flex-1 text-ink-3">Too few scans in the last 24 hours to tell. Three are enough.</p>
        )}
      </CardBody>
    </Card>
  );
}

function Summary({ summary }: { summary: WaitingSummary }) {
  const longest = Math.max(1, ...summary.waits.map((wait) => wait.seconds));
  return (
    <>
      <div
        role="img"
        aria-label={`Waiting time of the last ${summary.waits.length} scans: from ${formatDuration(Math.min(...summary.waits.map((wait) => wait.seconds)), true)} to ${formatDuration(longest, true)}`}
        className="flex h-16 items-end gap-[3px] border-line-2 border-b"
      >
        {summary.waits.map((wait) => (
          <span
            key={wait.number}
            title={`Scan #${wait.number} waited ${formatDuration(wait.seconds, true)}`}
            className="min-w-[3px] max-w-5 flex-1 rounded-t-xs bg-accent"
            style={{ height: `${Math.max(3, (wait.seconds / longest) * 100)}%` }}
          />
        ))}
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 text-ink-3 text-sm tabular-nums">
        <span>
          median <b className="text-ink">{formatDuration(summary.medianSeconds, true)}</b>
        </span>
        <span>
          95% within <b className="text-ink">{formatDuration(summary.p95Seconds, true)}</b>
        </span>
        <span>
          last {summary.waits.length} {summary.waits.length === 1 ? "scan" : "scans"}
        </span>
      </p>
    </>
  );
}
