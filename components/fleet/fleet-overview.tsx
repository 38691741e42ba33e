"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { agentStatsOptions } from "@/components/agents/api/agent-stats-query";
import { AttentionCard } from "@/components/fleet/attention-card";
import { FirstSteps } from "@/components/fleet/first-steps";
import { agentFigures, runningDetail, slotFigures, waitingDetail } from "@/components/fleet/fleet-words";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { BusyTenantLines } from "@/components/queue/busy-tenant-lines";
import { FinishedStrip } from "@/components/queue/finished-strip";
import { RescueHeldNotice } from "@/components/queue/rescue-held-notice";
import { TierLanes } from "@/components/queue/tier-lanes";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHeader } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { StatStrip } from "@/components/ui/stat-strip";
import { adminPaths } from "@/lib/client/admin-paths";
import type { QueueStats } from "@/lib/contracts/admin-job";
import type { AgentStats } from "@/lib/contracts/agent";

/** Fleet and queue at a glance: what is there, what waits for it, and what needs a hand. */
export function FleetOverview() {
  const fleet = useQuery(agentStatsOptions());
  const queue = useQuery(queueStatsOptions());
  if (!fleet.data) return <QueryErrorState what="The fleet could not be loaded" query={fleet} />;
  if (!queue.data) return <QueryErrorState what="The queue could not be loaded" query={queue} />;
  const { data: stats } = queue;
  if (fleet.data.total_agents === 0) return <FirstSteps />;
  return (
    <div className="space-y-3.5">
      <RescueHeldNotice held={stats.rescue_held} />
      <Card aria-label="At a glance">
        <Glance fleet={fleet.data} queue={stats} />
      </Card>
      <Card>
        <CardHeader
          title="Tiers"
          meta="a square a slot"
          action={
            <ButtonLink href={adminPaths.queue} size="sm" variant="quiet">
              Open queue
            </ButtonLink>
          }
          className="pb-3.5"
        />
        <div className="border-line border-t">
          <TierLanes stats={stats} />
        </div>
      </Card>
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <AttentionCard />
        <Card>
          <CardHeader
            title="Busiest tenants"
            meta="now"
            action={
              <ButtonLink href={adminPaths.tenants} size="sm" variant="quiet">
                All tenants
              </ButtonLink>
            }
            className="pb-3.5"
          />
          <div className="border-line border-t">
            <BusyTenantLines tenants={stats.top_tenants.slice(0, 6)} />
          </div>
        </Card>
      </div>
      <Card>
        <CardHeader title="Ended in the last hour" className="pb-3.5" />
        <div className="border-line border-t">
          <FinishedStrip finished={stats.finished_last_hour} />
        </div>
      </Card>
    </div>
  );
}

function Glance({ fleet, queue }: { fleet: AgentStats; queue: QueueStats }) {
  const agents = agentFigures(queue.tiers);
  const slots = slotFigures(queue.tiers);
  const ages = Object.values(queue.tiers).flatMap((lane) => lane.oldest_queued_seconds ?? []);
  const running = queue.running + queue.assigned;
  const { queued, on_own_agents: own } = queue;
  return (
    <StatStrip>
      <Stat
        label={
          <Link href={adminPaths.agents} className="rounded-sm hover:underline">
            Agents
          </Link>
        }
        value={agents.taking}
        unit={`of ${agents.total} ${agents.taking === 1 ? "takes" : "take"} jobs`}
        detail={agents.detail}
        tone={agents.taking === 0 ? "bad" : "default"}
      />
      <Stat
        label="Free slots"
        value={fleet.available_slots}
        unit={`of ${slots.open}`}
        detail={slots.detail}
        tone={fleet.available_slots === 0 && queued > 0 ? "wait" : "default"}
      />
      <Stat
        label={
          <Link href={`${adminPaths.queue}?status=active`} className="rounded-sm hover:underline">
            Running
          </Link>
        }
        value={running}
        detail={runningDetail({ starting: queue.assigned, own: own.running })}
        muted={running === 0}
      />
      <Stat
        label={
          <Link href={`${adminPaths.queue}?status=queued`} className="rounded-sm hover:underline">
            Waiting
          </Link>
        }
        value={queued}
        detail={waitingDetail({
          queued,
          own: own.queued,
          oldestSeconds: ages.length > 0 ? Math.max(...ages) : null,
        })}
        tone={queued > 0 && fleet.available_slots === 0 ? "wait" : "default"}
        muted={queued === 0}
      />
    </StatStrip>
  );
}
