"use client";

import { ChangePlanDialog } from "@/components/tenants/change-plan-dialog";
import { planNames } from "@/components/tenants/plan-names";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { TierBadge } from "@/components/ui/tier-badge";
import type { TenantView } from "@/lib/contracts/tenant";

/** The plan and the limits in force, overrides counted in. */
export function PlanCard({ tenant }: { tenant: TenantView }) {
  const { limits } = tenant;
  return (
    <Card>
      <CardHeader
        title="Plan"
        meta={tenant.plan ? planNames[tenant.plan] : "none"}
        action={<ChangePlanDialog tenant={tenant} />}
      />
      <CardBody>
        {limits ? (
          <Facts
            items={[
              { label: "Best tier", value: <TierBadge tier={limits.max_tier} /> },
              { label: "Running at once", value: limits.max_concurrent_jobs },
              { label: "Queued at most", value: limits.max_queued_jobs },
              { label: "Share weight", value: limits.priority_base },
              { label: "Submits a minute", value: limits.submits_per_minute },
              { label: "Scans kept", value: daysWords(limits.history_days) },
            ]}
          />
        ) : (
          <p className="text-ink-3">No limits are in force while platform agents are not available.</p>
        )}
      </CardBody>
    </Card>
  );
}

function daysWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
