"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PauseEndWords } from "@/components/ui/pause-end-words";
import { Progress } from "@/components/ui/progress";
import { LoadingRegion, Skeleton } from "@/components/ui/skeleton";
import { TierBadge } from "@/components/ui/tier-badge";
import { tierLabels } from "@/components/ui/tier-shape";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { TierColumn } from "@/components/usage/tier-column";
import { useTenantSession } from "@/lib/client/tenant-session";
import type { PlatformStats } from "@/lib/contracts/platform-stats";
import { TIERS } from "@/lib/domain/tier/tier";

const list = new Intl.ListFormat("en", { type: "conjunction" });

/** What the plan allows and how much of it is in use, with the agents of each tier. */
export function PlatformStatsCard() {
  const { slug } = useTenantSession();
  const query = useQuery(platformStatsOptions(slug));
  if (query.isPending) return <PlatformStatsSkeleton />;
  if (query.isError && !query.data) {
    return (
      <Card aria-label="Platform agents">
        <QueryErrorState what="The figures could not be loaded" query={query} />
      </Card>
    );
  }
  return query.data.enabled ? <Enabled stats={query.data} /> : <NotEnabled />;
}

function Enabled({ stats }: { stats: PlatformStats }) {
  const full = stats.current_active >= stats.max_concurrent;
  return (
    <Card aria-labelledby="platform-title" className="flex flex-col">
      <CardHeader
        id="platform-title"
        title="Platform agents"
        description={`Your plan includes ${list.format(stats.accessible_tiers)} agents.`}
        action={<TierBadge tier={stats.max_tier} />}
      />
      <CardBody className="flex flex-1 flex-col justify-evenly gap-3">
        <Progress
          label="Active jobs"
          value={stats.current_active}
          max={Math.max(1, stats.max_concurrent)}
          valueText={`${stats.current_active} of ${stats.max_concurrent}`}
          tone={full ? "wait" : "accent"}
          detail={<Share used={stats.current_active} limit={stats.max_concurrent} />}
        />
        <div className="flex items-baseline justify-between gap-3">
          <span>Queued</span>
          <span className="text-ink-3 tabular-nums">
            <Share used={stats.current_queued} limit={stats.max_queued} />
          </span>
        </div>
        <div className="flex items-baseline justify-between gap-3">
          <span>Room in your plan</span>
          <span className="text-ink-3 tabular-nums">
            {full ? (
              "none left"
            ) : (
              <>
                <b className="text-ink">{stats.max_concurrent - stats.current_active}</b> more at once
              </>
            )}
          </span>
        </div>
      </CardBody>
      <div className="grid grid-cols-3 divide-x divide-line border-line border-t">
        {TIERS.map((tier) => (
          <TierColumn
            key={tier}
            tier={tier}
            stats={stats.accessible_tiers.includes(tier) ? (stats.tier_stats[tier] ?? null) : null}
          />
        ))}
      </div>
      <PausedTiers stats={stats} />
    </Card>
  );
}

/** Why tiers of the plan take no new scans, in the provider's words. */
function PausedTiers({ stats }: { stats: PlatformStats }) {
  const paused = stats.accessible_tiers.flatMap((tier) => {
    const pause = stats.tier_stats[tier]?.pause;
    return pause ? [{ tier, pause }] : [];
  });
  if (paused.length === 0) return null;
  return (
    <div className="space-y-2 border-line border-t p-3">
      {paused.map(({ tier, pause }) => (
        <Notice key={tier} tone="wait" title={`${tierLabels[tier]} agents are paused`}>
          <p className="[overflow-wrap:anywhere]">“{pause.note}”</p>
          <p className="text-sm">
            Running scans go on. <PauseEndWords resumesAt={pause.resumes_at} />
          </p>
        </Notice>
      ))}
    </div>
  );
}

function Share({ used, limit }: { used: number; limit: number }) {
  return (
    <>
      <b className="text-ink">{used}</b> of {limit}
    </>
  );
}

function NotEnabled() {
  return (
    <Card aria-labelledby="platform-title">
      <CardHeader id="platform-title" title="Platform agents" />
      <CardBody>
        <Notice title="Not part of your plan">
          Scans run on your provider's agents once your plan includes them. Ask your provider to upgrade the
          plan; it counts from the next scan, nothing has to be installed.
        </Notice>
      </CardBody>
    </Card>
  );
}

function PlatformStatsSkeleton() {
  return (
    <Card aria-label="Platform agents">
      <LoadingRegion label="Loading the figures" className="space-y-4 px-4.5 py-4">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-4" />
        <Skeleton className="h-4" />
        <Skeleton className="h-14" />
      </LoadingRegion>
    </Card>
  );
}
