"use client";

import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Progress } from "@/components/ui/progress";
import { Timestamp } from "@/components/ui/timestamp";
import type { TenantView } from "@/lib/contracts/tenant";

/** What the tenant uses of what it may, at this moment. */
export function UsageCard({ tenant }: { tenant: TenantView }) {
  const { limits, running, queued } = tenant;
  return (
    <Card>
      <CardHeader title="Usage" meta="now" />
      <CardBody className="space-y-4">
        {limits ? (
          <>
            <Progress
              label="Running jobs"
              value={running}
              max={limits.max_concurrent_jobs}
              detail={`${running} of ${limits.max_concurrent_jobs}`}
              valueText={`${running} of ${limits.max_concurrent_jobs}`}
            />
            <Progress
              label="Queued jobs"
              value={queued}
              max={limits.max_queued_jobs}
              detail={`${queued} of ${limits.max_queued_jobs}`}
              valueText={`${queued} of ${limits.max_queued_jobs}`}
              tone={queued >= limits.max_queued_jobs ? "wait" : "accent"}
            />
          </>
        ) : (
          <Facts
            items={[
              { label: "Running jobs", value: running },
              { label: "Queued jobs", value: queued },
            ]}
          />
        )}
        <Facts
          items={[
            { label: "Members", value: tenant.members },
            { label: "Created", value: <Timestamp at={tenant.created_at} shape="date" /> },
            { label: "Id", value: tenant.id, mono: true },
          ]}
        />
      </CardBody>
    </Card>
  );
}
