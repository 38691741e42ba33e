"use client";

import { useQuery } from "@tanstack/react-query";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { countWords } from "@/components/fleet/count-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { Duration } from "@/components/ui/duration";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { Skeleton } from "@/components/ui/skeleton";

/** More jobs than this are counted, not listed. */
const LISTED_MAX = 5;

/** What runs on an agent at this moment, for the question whether to stop giving it work. */
export function RunningPreview({ agentId }: { agentId: string }) {
  const query = useQuery(getAgentOptions(useAgentOwner().owner, agentId));
  if (query.isPending) return <Skeleton className="h-12" />;
  if (!query.data) return null;
  const jobs = query.data.running_jobs;
  if (jobs.length === 0) return <p className="text-ink-2">Nothing runs on it now.</p>;
  return (
    <div className="rounded border border-line bg-sunk px-3 py-2">
      <p className="font-medium text-sm">{countWords(jobs.length, "job")} running now</p>
      <ul className="mt-1 space-y-0.5 text-ink-2 text-sm">
        {jobs.slice(0, LISTED_MAX).map((job) => (
          <li key={job.id} className="flex min-w-0 items-baseline gap-2">
            <span className="whitespace-nowrap">{toolLabel(job.tool)}</span>
            <span className="min-w-0 flex-1">
              <MiddleTruncate text={job.target} />
            </span>
            {job.started_at ? <Duration from={job.started_at} /> : <span>starting</span>}
          </li>
        ))}
      </ul>
      {jobs.length > LISTED_MAX ? (
        <p className="mt-0.5 text-ink-3 text-sm">and {jobs.length - LISTED_MAX} more</p>
      ) : null}
    </div>
  );
}
