import { countWords } from "@/components/fleet/count-words";
import { shortDuration } from "@/components/jobs/short-duration";
import type { QueueStats } from "@/lib/contracts/admin-job";

type Tiers = QueueStats["tiers"];
type TierFigures = Tiers[keyof Tiers];

/** Who of a tier takes jobs, and what keeps the others from it. Its pause is said elsewhere. */
export function tierAgentWords(tier: TierFigures): string {
  const { agents_total: total, agents_active: active } = tier;
  if (total === 0) return "No agents";
  const away = awayWords([tier]);
  const reasons = away.length > 0 ? `: ${away.join(", ")}` : "";
  if (tier.pause) return `${countWords(total, "agent")}${reasons}`;
  if (active === 0) return `No agent takes jobs${reasons}`;
  const who = active === total ? countWords(total, "agent") : `${active} of ${countWords(total, "agent")}`;
  return `${who} ${active === 1 ? "takes" : "take"} jobs${reasons}`;
}

/** How many agents of all tiers take jobs now, and what keeps the others from it. */
export function agentFigures(tiers: Tiers): { taking: number; total: number; detail: string } {
  const all = Object.values(tiers);
  const held = sum(all, (tier) => (tier.pause ? tier.agents_active : 0));
  const words = [...(held > 0 ? [`${held} in a paused tier`] : []), ...awayWords(all)];
  return {
    taking: sum(all, (tier) => tier.agents_active) - held,
    total: sum(all, (tier) => tier.agents_total),
    detail: words.join(", ") || "all answer",
  };
}

/** How many slots there are on agents that take jobs now, and what is free beside these. */
export function slotFigures(tiers: Tiers): { open: number; detail: string } {
  const all = Object.values(tiers);
  const held = sum(all, (tier) => (tier.pause ? Math.max(0, tier.slots_total - tier.slots_used) : 0));
  return {
    open: sum(all, (tier) => (tier.pause ? 0 : tier.slots_total)),
    detail: held > 0 ? `${held} more in a paused tier` : "on agents that take jobs",
  };
}

/** Beside the number of waiting jobs. `own` of them wait in no tier. */
export function waitingDetail(waits: { queued: number; own: number; oldestSeconds: number | null }): string {
  const { queued, own, oldestSeconds } = waits;
  if (queued === 0) return "nothing waits";
  const oldest = oldestSeconds === null ? [] : [`oldest ${shortDuration(oldestSeconds)}`];
  return [...oldest, ...(own > 0 ? [`${own} for tenants' own agents`] : [])].join(", ");
}

/** Beside the number of running jobs. `own` of them take no slot of a tier. */
export function runningDetail({ starting, own }: { starting: number; own: number }): string {
  const words = [
    ...(starting > 0 ? [`${starting} starting`] : []),
    ...(own > 0 ? [`${own} on tenants' own agents`] : []),
  ];
  return words.join(", ") || "jobs";
}

function awayWords(tiers: readonly TierFigures[]): string[] {
  const draining = sum(tiers, (tier) => tier.agents_draining);
  const drained = sum(tiers, (tier) => tier.agents_drained);
  const disabled = sum(tiers, (tier) => tier.agents_disabled);
  const rest = sum(tiers, (tier) => tier.agents_total - tier.agents_active) - draining - drained - disabled;
  const counts = { draining, drained, disabled, "not answering": rest };
  return Object.entries(counts).flatMap(([word, agents]) => (agents > 0 ? [`${agents} ${word}`] : []));
}

function sum(tiers: readonly TierFigures[], of: (tier: TierFigures) => number): number {
  return tiers.reduce((total, tier) => total + of(tier), 0);
}
