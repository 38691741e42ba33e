"use client";

import * as ProgressPrimitive from "radix-ui/progress";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

const fills = {
  accent: "bg-accent",
  run: "bg-run",
  wait: "bg-wait",
  bad: "bg-bad",
  ok: "bg-ok",
};

type ProgressProps = {
  label: string;
  value: number | null;
  max?: number;
  detail?: ReactNode;
  valueText?: string;
  tone?: keyof typeof fills;
  hideLabel?: boolean;
  className?: string;
};

/** A bar with its label on the left and `detail` ("7 of 10") on the right. `value: null` means under way, amount unknown. */
export function Progress({
  label,
  value,
  max = 100,
  detail,
  valueText,
  tone = "accent",
  hideLabel = false,
  className,
}: ProgressProps) {
  // Radix refuses a value above its maximum; a lowered limit makes that an honest state, so the bar is simply full.
  const top = max > 0 ? max : 1;
  const shown = value === null ? null : Math.min(Math.max(value, 0), top);
  return (
    <div className={cn("min-w-0", className)}>
      {hideLabel ? null : (
        <div className="mb-1.5 flex items-baseline justify-between gap-3">
          <span>{label}</span>
          {detail ? <span className="text-ink-3 tabular-nums">{detail}</span> : null}
        </div>
      )}
      <ProgressPrimitive.Root
        aria-label={label}
        aria-valuetext={valueText}
        value={shown}
        max={top}
        className="relative h-1.5 w-full overflow-hidden rounded-full bg-sunk shadow-[inset_0_0_0_1px_var(--line-2)]"
      >
        <ProgressPrimitive.Indicator
          className={cn(
            "h-full rounded-full transition-[width] duration-300",
            fills[tone],
            shown === null && "w-2/5 animate-travel",
          )}
          style={shown === null ? undefined : { width: `${(shown / top) * 100}%` }}
        />
      </ProgressPrimitive.Root>
    </div>
  );
}
