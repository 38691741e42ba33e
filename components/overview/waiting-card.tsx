"use client";

import { usePageNow } from "@/components/jobs/page-clock";
import { shortDuration } from "@/components/jobs/short-duration";
import { summarizeWaiting, type WaitingSummary } from "@/components/overview/waiting-summary";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/lib/client/cn";
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
  const lengths = summary.waits.map((wait) => wait.seconds);
  // One scan that waited for hours must not flatten all others: its bar is cut at the top of the drawing.
  const top = Math.max(1, Math.min(Math.max(...lengths), summary.p95Seconds * 1.5));
  return (
    <>
      <div
        role="img"
        aria-label={`Waiting time of the last ${summary.waits.length} scans: from ${shortDuration(Math.min(...lengths))} to ${shortDuration(Math.max(...lengths))}`}
        className="flex h-16 items-end gap-[3px] border-line-2 border-b"
      >
        {summary.waits.map((wait) => (
          <span
            key={wait.number}
            title={`Scan #${wait.number} waited ${shortDuration(wait.seconds)}`}
            className={cn("min-w-[3px] max-w-5 flex-1 bg-accent", wait.seconds <= top && "rounded-t-xs")}
            style={{ height: `${Math.max(3, Math.min(1, wait.seconds / top) * 100)}%` }}
          />
        ))}
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 text-ink-3 text-sm tabular-nums">
        <span>
          median <b className="text-ink">{shortDuration(summary.medianSeconds)}</b>
        </span>
        <span>
          95% within <b className="text-ink">{shortDuration(summary.p95Seconds)}</b>
        </span>
        <span>
          last {summary.waits.length} {summary.waits.length === 1 ? "scan" : "scans"}
        </span>
      </p>
    </>
  );
}
