import { cn } from "@/lib/client/cn";
import type { Tier } from "./tier-shape";

const fills: Record<Tier, string> = { shared: "bg-shared", dedicated: "bg-dedicated", premium: "bg-premium" };

/** More squares than this stop being countable; the rest is said in words. */
const drawnSlots = 120;

type SlotMeterProps = { tier: Tier; used: number; total: number; label?: string; className?: string };

/** A square a slot: filled is busy, hollow is free. Slots, not percentages. */
export function SlotMeter({ tier, used, total, label, className }: SlotMeterProps) {
  const words = label ?? `${used} of ${total} slots in use`;
  const drawn = Math.min(total, drawnSlots);
  const filled = total > drawnSlots ? Math.round((used / total) * drawn) : Math.min(used, total);
  if (total === 0) return <span className={cn("text-ink-3 text-sm", className)}>No slots</span>;
  return (
    <div className={cn("min-w-0", className)}>
      <div role="img" aria-label={words} className="flex flex-wrap gap-[3px]">
        {Array.from({ length: drawn }, (_, slot) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its position
            key={slot}
            className={cn(
              "size-3.5 rounded-xs",
              slot < filled ? fills[tier] : "bg-sunk shadow-[inset_0_0_0_1px_var(--line-2)]",
            )}
          />
        ))}
      </div>
      {total > drawnSlots ? (
        <p className="mt-1 text-ink-3 text-xs tabular-nums">
          {used} of {total} slots, drawn to scale
        </p>
      ) : null}
    </div>
  );
}
