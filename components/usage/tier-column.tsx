import { TierBadge } from "@/components/ui/tier-badge";
import type { TierStats } from "@/lib/contracts/agent";
import type { Tier } from "@/lib/domain/tier/tier";

/** The least plan that includes a tier. */
const plans: Record<Tier, string> = { shared: "Free", dedicated: "Business", premium: "Enterprise" };

/** Agents and slots of one tier; `stats` is null where the plan leaves the tier out. */
export function TierColumn({ tier, stats }: { tier: Tier; stats: TierStats | null }) {
  return (
    <div className="min-w-0 px-3 py-3 sm:px-4.5">
      <TierBadge tier={tier} />
      {stats ? (
        <>
          <p className="mt-1 tabular-nums">
            <span className="font-semibold text-xl">{stats.online_agents}</span>{" "}
            <span className="text-ink-3">online</span>
          </p>
          <p className="text-ink-3 text-sm tabular-nums">{slotWords(stats)}</p>
        </>
      ) : (
        <>
          <p className="mt-1 text-ink-3">
            <span aria-hidden className="font-semibold text-xl">
              –{" "}
            </span>
            {plans[tier]}
          </p>
          <p className="text-ink-3 text-sm">not in your plan</p>
        </>
      )}
    </div>
  );
}

function slotWords(stats: TierStats): string {
  if (stats.pause) return "paused";
  if (stats.total_agents === 0) return "no agents yet";
  return `${stats.available_slots} of ${stats.total_capacity} slots free`;
}
