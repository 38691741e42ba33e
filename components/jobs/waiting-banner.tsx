"use client";

import { useEffect, useRef, useState } from "react";
import { ordinal } from "@/components/jobs/ordinal";
import { usePageNow } from "@/components/jobs/page-clock";
import {
  expectedStart,
  movedBack,
  type ShownEstimate,
  whatMustHappen,
} from "@/components/jobs/waiting-words";
import { PauseEndWords } from "@/components/ui/pause-end-words";
import type { JobView } from "@/lib/contracts/job";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

type Waiting = NonNullable<JobView["waiting"]>;

/** Why the scan waits, how many come first and when it is expected to start: the largest thing on a queued scan. */
export function WaitingBanner({
  waiting,
  selectionMode,
}: {
  waiting: Waiting;
  selectionMode: SelectionMode;
}) {
  const nowSeconds = usePageNow(waiting.estimated_start !== null);
  const start = expectedStart(waiting.estimated_start, nowSeconds);
  const later = useMovedBack(waiting);
  return (
    <section
      aria-label="Why this scan waits"
      className="mb-3.5 grid items-center gap-x-5 gap-y-3 rounded-lg border border-line border-l-[3px] border-l-wait bg-panel px-4.5 py-4 shadow-card sm:grid-cols-[auto_minmax(0,1fr)_auto]"
    >
      <div className="flex items-baseline gap-2 sm:block">
        <p className="font-bold text-2xl tabular-nums">{ordinal(waiting.position)}</p>
        <p className="text-ink-3 text-sm">in fair order</p>
      </div>
      <div className="min-w-0" role="status">
        <p className="text-balance font-semibold text-lg">{waiting.message}</p>
        {waiting.pause ? (
          <p className="text-ink-2 [overflow-wrap:anywhere]">
            “{waiting.pause.note}” <PauseEndWords resumesAt={waiting.pause.resumes_at} />
          </p>
        ) : null}
        <p className="text-ink-2">{whatMustHappen(waiting, selectionMode)}</p>
      </div>
      <div className="flex items-baseline gap-2 sm:block sm:text-right">
        <p className="font-semibold tabular-nums">{start ?? "cannot be said"}</p>
        <p className="text-ink-3 text-sm">expected start</p>
        {later ? <p className="text-sm text-wait">later than first expected: scans run longer</p> : null}
      </div>
    </section>
  );
}

function useMovedBack(waiting: Waiting): boolean {
  const before = useRef<ShownEstimate | null>(null);
  const [later, setLater] = useState(false);
  useEffect(() => {
    if (before.current?.reason !== waiting.reason) setLater(false);
    else if (movedBack(before.current, waiting)) setLater(true);
    before.current = waiting.estimated_start
      ? { reason: waiting.reason, p90: waiting.estimated_start.p90 }
      : null;
  }, [waiting]);
  return later;
}
