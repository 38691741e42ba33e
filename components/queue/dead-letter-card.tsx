import Link from "next/link";
import { countWords } from "@/components/fleet/count-words";
import { AttemptsTable } from "@/components/jobs/attempts-table";
import { targetWords } from "@/components/jobs/target-words";
import { toolLabel } from "@/components/jobs/tool-label";
import { DeadLetterActions } from "@/components/queue/dead-letter-actions";
import { Card, CardFooter, CardHeader } from "@/components/ui/card";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { Timestamp } from "@/components/ui/timestamp";
import { adminPaths } from "@/lib/client/admin-paths";
import type { DeadLetterView } from "@/lib/contracts/dead-letter";

/** One job that agents died of: whose it is, what it scans, every attempt, and what is or was decided. */
export function DeadLetterCard({ letter }: { letter: DeadLetterView }) {
  const { job } = letter;
  const titleId = `dead-letter-${job.id}`;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader
        id={titleId}
        title={
          <Link href={adminPaths.job(job.id)} className="rounded-sm hover:underline">
            {toolLabel(job.tool)} <span className="font-mono text-ink-3 text-sm">#{job.number}</span>
          </Link>
        }
        meta={
          <>
            {countWords(letter.lost_agents, "agent")} lost, last <Timestamp at={letter.at} />
          </>
        }
        description={
          <span className="flex flex-wrap gap-x-2">
            <Link href={adminPaths.tenant(job.tenant_id)} className="rounded-sm hover:underline">
              {job.tenant_slug}
            </Link>
            <span className="min-w-0 max-w-full">
              <MiddleTruncate text={targetWords(job)} />
            </span>
          </span>
        }
        className="pb-3"
      />
      <div className="border-line border-t">
        <AttemptsTable attempts={letter.attempts} assigned="datetime" />
      </div>
      <CardFooter>
        {letter.resolved_at ? (
          <span className="min-w-0 flex-1 basis-56">
            {letter.requeued_job_id ? (
              <>
                Queued again as{" "}
                <Link href={adminPaths.job(letter.requeued_job_id)} className="rounded-sm underline">
                  a new job
                </Link>
              </>
            ) : (
              "Dismissed"
            )}{" "}
            by {letter.resolved_by}, <Timestamp at={letter.resolved_at} />
          </span>
        ) : null}
        {letter.state === "requeued" ? null : <DeadLetterActions letter={letter} />}
      </CardFooter>
    </Card>
  );
}
