import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

type FactsProps = { items: { label: string; value: ReactNode; mono?: boolean }[]; className?: string };

/** Names and values of one thing, as a description list. */
export function Facts({ items, className }: FactsProps) {
  return (
    <dl
      className={cn("grid grid-cols-[minmax(6.5rem,max-content)_minmax(0,1fr)] gap-x-6 gap-y-2", className)}
    >
      {items.map((item) => (
        <div key={item.label} className="contents">
          <dt className="text-ink-3">{item.label}</dt>
          <dd
            className={cn("min-w-0 tabular-nums [overflow-wrap:anywhere]", item.mono && "font-mono text-sm")}
          >
            {item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
