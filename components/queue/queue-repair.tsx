"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { countWords } from "@/components/fleet/count-words";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { queueFaultsOptions } from "@/components/queue/api/queue-faults-query";
import { FaultyCheckCard } from "@/components/queue/faulty-check-card";
import { RepairButton } from "@/components/queue/repair-button";
import { RepairedNotice } from "@/components/queue/repaired-notice";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Timestamp } from "@/components/ui/timestamp";
import type { QueueFaults } from "@/lib/contracts/queue-repair";

/** Looks for faults in the queue's tables when asked to, says them in words, and mends them when told to. */
export function QueueRepair() {
  const query = useQuery(queueFaultsOptions());
  const [repaired, setRepaired] = useState<QueueFaults["checks"] | null>(null);
  const checkAgain = useRef<HTMLButtonElement>(null);
  const check = () => {
    setRepaired(null);
    void query.refetch();
  };
  if (query.isError) return <QueryErrorState what="The queue could not be checked" query={query} />;
  if (!query.data) {
    return (
      <Card aria-label="Check of the queue">
        <EmptyState
          sentence="Looks whether jobs, queue, leases and counters agree."
          detail="A check changes nothing. Maintenance looks at what waits and runs every five minutes and tells the log and /metrics."
          action={
            <Button variant="primary" loading={query.isFetching} onClick={check}>
              Check now
            </Button>
          }
        />
      </Card>
    );
  }
  const { checks, at } = query.data;
  const faulty = checks.filter(({ found, error }) => found > 0 || error !== null);
  const found = faulty.reduce((sum, check) => sum + check.found, 0);
  const given = checks.filter(({ error }) => error !== null).length;
  return (
    <div className="space-y-3.5">
      {repaired === null ? null : <RepairedNotice checks={repaired} />}
      <Notice
        tone={found > 0 ? "bad" : given > 0 ? "wait" : "ok"}
        title={found > 0 ? `${countWords(found, "fault")} found` : "No fault found"}
        action={
          <span className="flex flex-wrap gap-2">
            <Button ref={checkAgain} loading={query.isFetching} onClick={check}>
              Check again
            </Button>
            {found > 0 ? (
              <RepairButton
                checks={faulty.filter((check) => check.found > 0)}
                onRepaired={async (answer) => {
                  setRepaired(answer);
                  await query.refetch();
                }}
                focusAfter={checkAgain}
              />
            ) : null}
          </span>
        }
      >
        {countWords(checks.length - given, "check")} made at <Timestamp at={at} shape="time" />.
        {given > 0 ? ` ${countWords(given, "check")} took too long.` : null}
      </Notice>
      {faulty.map((check) => (
        <FaultyCheckCard key={check.name} check={check} />
      ))}
    </div>
  );
}
