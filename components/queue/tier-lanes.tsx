import Link from "next/link";
import type { ReactNode } from "react";
import { countWords } from "@/components/fleet/count-words";
import { tierAgentWords } from "@/components/fleet/fleet-words";
import { shortDuration } from "@/components/jobs/short-duration";
import { TierPauseNotice } from "@/components/queue/tier-pause-notice";
import { SlotMeter } from "@/components/ui/slot-meter";
import { TierBadge } from "@/components/ui/tier-badge";
import { tierLabels } from "@/components/ui/tier-shape";
import { adminPaths } from "@/lib/client/admin-paths";
import { cn } from "@/lib/client/cn";
import type { QueueStats } from "@/lib/contracts/admin-job";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";

type Lane = QueueStats["tiers"][Tier];

/** Best tier first, as the claim prefers them. */
const order = [...TIERS].reverse();

type ActionsOf = (tier: Tier, lane: Lane) => ReactNode;

/** One lane a tier: a square a slot, in figures what waits, for how long, and since when, and whether it is paused. */
export function TierLanes({ stats, actionsOf }: { stats: QueueStats; actionsOf?: ActionsOf }) {
  return (
    <ul className="divide-y divide-line">
      {order.map((tier) => (
        <TierLane
          key={tier}
          tier={tier}
          lane={stats.tiers[tier]}
          actions={actionsOf?.(tier, stats.tiers[tier])}
        />
      ))}
    </ul>
  );
}

function TierLane({ tier, lane, actions }: { tier: Tier; lane: Lane; actions?: ReactNode }) {
  // Waiting is only worth a colour where no slot is free to end it.
  const isFull = lane.waiting > 0 && lane.slots_used >= lane.slots_total;
  return (
    <li className="grid items-center gap-x-6 gap-y-3 px-4.5 py-4 md:grid-cols-[10.5rem_minmax(0,1fr)_auto]">
      <div>
        <Link href={`${adminPaths.agents}?tier=${tier}`} className="rounded-full">
          <TierBadge tier={tier} />
        </Link>
        <p className="mt-1 text-ink-3 text-sm tabular-nums">{tierAgentWords(lane)}</p>
        {actions && !lane.pause ? <div className="mt-2">{actions}</div> : null}
      </div>
      {lane.slots_total === 0 && lane.agents_total > 0 ? (
        <span className="text-ink-3 text-sm">No slot to give a job to</span>
      ) : (
        <SlotMeter
          tier={tier}
          used={lane.slots_used}
          total={lane.slots_total}
          label={`${tierLabels[tier]}: ${lane.slots_used} of ${countWords(lane.slots_total, "slot")} in use`}
        />
      )}
      <dl className="grid grid-cols-4 gap-x-3 text-right tabular-nums sm:gap-x-5 md:w-[22rem]">
        <Figure label="waiting" value={String(lane.waiting)} isWarning={isFull} />
        <Figure label="wait p50" value={secondsText(lane.wait_p50_seconds)} />
        <Figure label="wait p95" value={secondsText(lane.wait_p95_seconds)} />
        <Figure label="oldest" value={secondsText(lane.oldest_queued_seconds)} isWarning={isFull} />
      </dl>
      {lane.pause ? (
        <div className="md:col-span-3">
          <TierPauseNotice tier={tier} pause={lane.pause} action={actions} />
        </div>
      ) : null}
    </li>
  );
}

function Figure({ label, value, isWarning = false }: { label: string; value: string; isWarning?: boolean }) {
  return (
    <div className="flex min-w-0 flex-col-reverse">
      <dt className="text-ink-3 text-sm">{label}</dt>
      <dd className={cn("whitespace-nowrap font-semibold", isWarning && "text-wait")}>{value}</dd>
    </div>
  );
}

function secondsText(seconds: number | null): string {
  return seconds === null ? "–" : shortDuration(seconds);
}
