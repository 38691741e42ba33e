import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

type StatProps = {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  detail?: ReactNode;
  tone?: "default" | "wait" | "bad";
  muted?: boolean;
  className?: string;
};

/** One figure: what it is, the number in 20 px tabular figures, and a quiet second line. */
export function Stat({ label, value, unit, detail, tone = "default", muted = false, className }: StatProps) {
  return (
    <div className={cn("min-w-0", className)}>
      <div className="text-ink-3 text-sm">{label}</div>
      <p className="mt-0.5 tabular-nums">
        <span
          className={cn(
            "font-semibold text-xl",
            muted && "text-ink-3",
            tone === "wait" && "text-wait",
            tone === "bad" && "text-bad",
          )}
        >
          {value}
        </span>
        {unit ? <span className="text-ink-3"> {unit}</span> : null}
      </p>
      {detail ? <p className="text-ink-3 text-sm tabular-nums">{detail}</p> : null}
    </div>
  );
}
