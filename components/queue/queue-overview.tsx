"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { BusiestTenants } from "@/components/queue/busiest-tenants";
import { FinishedStrip } from "@/components/queue/finished-strip";
import { RescueHeldNotice } from "@/components/queue/rescue-held-notice";
import { TierLanes } from "@/components/queue/tier-lanes";
import { TierPauseActions } from "@/components/queue/tier-pause-actions";
import { Card, CardHeader } from "@/components/ui/card";

/** The queue by tier with its slots, and beside the last hour's ends the tenants that use it most. */
export function QueueOverview() {
  const query = useQuery(queueStatsOptions());
  if (!query.data) return <QueryErrorState what="The queue could not be loaded" query={query} />;
  const stats = query.data;
  return (
    <div className="space-y-3.5">
      <RescueHeldNotice held={stats.rescue_held} />
      <Card aria-label="Tiers">
        <TierLanes stats={stats} actionsOf={(tier, lane) => <TierPauseActions tier={tier} lane={lane} />} />
      </Card>
      <Card>
        <CardHeader title="Ended in the last hour" className="pb-3.5" />
        <div className="border-line border-t">
          <FinishedStrip finished={stats.finished_last_hour} />
        </div>
      </Card>
      {stats.top_tenants.length > 0 ? (
        <Card>
          <CardHeader title="Busiest tenants" meta="now" className="pb-3.5" />
          <BusiestTenants tenants={stats.top_tenants} />
        </Card>
      ) : null}
    </div>
  );
}
