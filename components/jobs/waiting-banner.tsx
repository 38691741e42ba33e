"use client";

import { useState } from "react";
import { ordinal } from "@/components/jobs/ordinal";
import { usePageNow } from "@/components/jobs/page-clock";
import { tryLater } from "@/components/jobs/try-later";
import { expectedStart, movedBack, whatMustHappen } from "@/components/jobs/waiting-words";
import { PauseEndWords } from "@/components/ui/pause-end-words";
import { Timestamp } from "@/components/ui/timestamp";
import type { JobView } from "@/lib/contracts/job";
import type { SelectionMode } from "@/lib/domain/job/selection-mode";

type Waiting = NonNullable<JobView["waiting"]>;

/** A time of day farther off than this could be taken for today's. */
const TODAY_MS = 12 * 3_600_000;

/** Why the scan waits, how many come first, when it is expected to start, and how long it waits at most: the largest thing on a queued scan. */
export function WaitingBanner({
  waiting,
  selectionMode,
}: {
  waiting: Waiting;
  selectionMode: SelectionMode;
}) {
  const { estimated_start, expires_at, pause } = waiting;
  const nowSeconds = usePageNow(estimated_start !== null);
  const [first, setFirst] = useState(estimated_start);
  if (!first && estimated_start) setFirst(estimated_start);
  const later = tryLater(waiting, selectionMode);
  const isSoon = expires_at && Date.parse(expires_at) - nowSeconds * 1000 < TODAY_MS;
  const start =
    expectedStart(estimated_start, nowSeconds) ?? (later ? "probably too late" : "cannot be said");
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
        {pause ? (
          <p className="text-ink-2 [overflow-wrap:anywhere]">
            “{pause.note}” <PauseEndWords resumesAt={pause.resumes_at} />
          </p>
        ) : null}
        <p className="text-ink-2">
          {whatMustHappen(waiting, selectionMode)}{" "}
          {expires_at && waiting.reason !== "next" ? (
            <>
              It leaves the queue {isSoon ? "at" : "on"}{" "}
              <Timestamp at={expires_at} shape={isSoon ? "time" : "datetime"} /> if no agent has taken it by
              then.
            </>
          ) : null}
          {later ? ` Its turn would probably come later than that: cancel it and ${later}` : null}
        </p>
      </div>
      <div className="flex flex-wrap items-baseline gap-x-2 max-sm:border-line max-sm:border-t max-sm:pt-3 sm:block sm:text-right">
        <p className="whitespace-nowrap font-semibold tabular-nums">{start}</p>
        <p className="text-ink-3 text-sm">expected start</p>
        {movedBack(first, estimated_start) ? (
          <p className="basis-full text-sm text-wait">later than first expected</p>
        ) : null}
      </div>
    </section>
  );
}
