"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCancelJob } from "@/components/jobs/api/use-cancel-job";
import { useRetryJob } from "@/components/jobs/api/use-retry-job";
import { LiveStatus } from "@/components/jobs/live-status";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/live-clock";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";

interface ScanActionsProps {
  job: JobView;
  /** The scan to go on with, where this one went wrong and has been run again. */
  repeatedBy: JobView | undefined;
}

/** Copy link, cancel, run again; of one that went wrong and has been run again, the way to that. Who may only read sees the first. */
export function ScanActions({ job, repeatedBy }: ScanActionsProps) {
  const { slug, may } = useTenantSession();
  const router = useRouter();
  const hydrated = useHydrated();
  const cancel = useCancelJob(slug, job.id);
  const retry = useRetryJob(slug, job.id);
  const ended = isTerminal(job.status);
  const failure = cancel.error ?? retry.error;

  function runAgain() {
    retry.mutate(undefined, { onSuccess: (answer) => router.push(paths.scan(slug, answer.job.id)) });
  }

  return (
    <>
      <LiveStatus />
      <CopyButton
        variant="quiet"
        label="Copy link"
        value={hydrated ? window.location.origin + paths.scan(slug, job.id) : paths.scan(slug, job.id)}
      />
      {may("jobs:write") && !ended ? (
        <Button
          disabled={job.cancel_requested_at !== null}
          onClick={() => cancel.mutate()}
          aria-live="polite"
        >
          {job.cancel_requested_at ? "Cancelling…" : "Cancel scan"}
        </Button>
      ) : null}
      {may("jobs:write") && ended && repeatedBy ? (
        <ButtonLink href={paths.scan(slug, repeatedBy.id)}>Go to scan #{repeatedBy.number}</ButtonLink>
      ) : null}
      {may("jobs:write") && ended && !repeatedBy ? (
        <Button onClick={runAgain} loading={retry.isPending || retry.isSuccess}>
          <RotateCw aria-hidden />
          Run again
        </Button>
      ) : null}
      {failure ? (
        <Notice tone="bad" className="w-full">
          {failure.message}
        </Notice>
      ) : null}
    </>
  );
}
