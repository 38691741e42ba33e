"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { getJobOptions } from "@/components/jobs/api/get-job-query";
import { paths } from "@/lib/client/paths";
import type { JobView } from "@/lib/contracts/job";

interface RelatedScansProps {
  slug: string;
  job: JobView;
  retries: readonly JobView[];
}

/** Links between a scan and its repetition, in both directions. */
export function RelatedScans({ slug, job, retries }: RelatedScansProps) {
  const original = useQuery({
    ...getJobOptions(slug, job.retry_of_job_id ?? ""),
    enabled: job.retry_of_job_id !== null,
    refetchInterval: false,
  });
  const before = original.data?.job;
  if (!before && retries.length === 0) return null;
  return (
    <p className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-ink-2">
      {before ? (
        <span>
          Repeats <ScanLink slug={slug} job={before} /> with the same input
        </span>
      ) : null}
      {retries.length > 0 ? (
        <span>
          Was run again as{" "}
          {retries.map((retry, index) => (
            <span key={retry.id}>
              {index > 0 ? ", " : ""}
              <ScanLink slug={slug} job={retry} />
            </span>
          ))}
        </span>
      ) : null}
    </p>
  );
}

function ScanLink({ slug, job }: { slug: string; job: JobView }) {
  return (
    <Link href={paths.scan(slug, job.id)} className="font-medium text-accent underline">
      scan #{job.number}
    </Link>
  );
}
