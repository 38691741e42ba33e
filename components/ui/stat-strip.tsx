import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

/** Equal cells with hairlines between them, for Stat children; wraps where a cell would fall under 9 rem. */
export function StatStrip({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div
      className={cn(
        "grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-px overflow-hidden *:px-4.5 *:py-3 *:shadow-[0_0_0_1px_var(--line)]",
        className,
      )}
    >
      {children}
    </div>
  );
}
