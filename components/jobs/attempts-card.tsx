"use client";

import { AttemptsTable } from "@/components/jobs/attempts-table";
import { Card, CardHeader } from "@/components/ui/card";
import type { AttemptView } from "@/lib/contracts/job";

/** Every time the scan was given to an agent. */
export function AttemptsCard({
  attempts,
  assigned,
}: {
  attempts: readonly AttemptView[];
  assigned?: "time" | "datetime";
}) {
  return (
    <Card aria-labelledby="attempts-title">
      <CardHeader id="attempts-title" title="Attempts" meta={attempts.length} className="pb-3" />
      <div className="border-line border-t">
        <AttemptsTable attempts={attempts} assigned={assigned} />
      </div>
    </Card>
  );
}
