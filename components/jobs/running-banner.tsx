"use client";

import { Duration } from "@/components/ui/duration";
import { Progress } from "@/components/ui/progress";
import type { JobView } from "@/lib/contracts/job";
import { CANCEL_GRACE_SECONDS } from "@/lib/domain/job/lease";

/** What an assigned or running scan does at this moment. */
export function RunningBanner({ job }: { job: JobView }) {
  if (job.cancel_requested_at) {
    return (
      <Frame tone="wait">
        <p className="font-semibold text-lg">Cancelling…</p>
        <p className="text-ink-2">
          The scanner is asked to stop and is killed after {CANCEL_GRACE_SECONDS} s. What was found so far
          stays.
        </p>
      </Frame>
    );
  }
  if (!job.started_at) {
    return (
      <Frame tone="run">
        <p className="font-semibold text-lg">{job.agent?.name ?? "An agent"} has taken the scan.</p>
        <p className="text-ink-2">The scanner starts at any moment now.</p>
      </Frame>
    );
  }
  return (
    <Frame tone="run">
      <Progress
        label={job.progress_message ?? "Running"}
        value={job.progress}
        tone="run"
        detail={
          <>
            {job.progress === null ? null : `${job.progress}% · `}
            <Duration from={job.started_at} />
          </>
        }
      />
    </Frame>
  );
}

function Frame({ tone, children }: { tone: "run" | "wait"; children: React.ReactNode }) {
  return (
    <section
      aria-label="Progress"
      className={`mb-3.5 rounded-lg border border-line border-l-[3px] bg-panel px-4.5 py-4 shadow-card ${tone === "run" ? "border-l-run" : "border-l-wait"}`}
    >
      {children}
    </section>
  );
}
