"use client";

import { X } from "lucide-react";
import { cn } from "@/lib/client/cn";

type FilterChipProps = { label: string; value: string; onRemove: () => void; className?: string };

/** One active filter; pressing anywhere on it takes that one away. */
export function FilterChip({ label, value, onRemove, className }: FilterChipProps) {
  return (
    <button
      type="button"
      onClick={onRemove}
      aria-label={`Remove filter ${label}: ${value}`}
      className={cn(
        "inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-full border border-line-2 bg-panel py-0.5 pr-2 pl-3 text-sm hover:bg-hover",
        className,
      )}
    >
      <span className="text-ink-3">{label}</span>
      <span className="truncate font-medium">{value}</span>
      <X aria-hidden className="size-3.5 shrink-0 text-ink-3" />
    </button>
  );
}
