"use client";

import { cn } from "@/lib/client/cn";
import { absoluteText } from "./absolute-text";
import { formatRelative } from "./format-relative";
import { type Instant, toDate } from "./instant";
import { useHydrated, useNowSeconds } from "./live-clock";

type RelativeTimeProps = { at: Instant; className?: string };

/** "18 s ago", kept right by the page's one clock; the title gives the full local time with its zone. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const date = toDate(at);
  const nowSeconds = useNowSeconds();
  const hydrated = useHydrated();
  return (
    <time
      dateTime={date.toISOString()}
      title={hydrated ? absoluteText(date, "full") : undefined}
      className={cn("whitespace-nowrap tabular-nums", className)}
      suppressHydrationWarning
    >
      {formatRelative(date.getTime() / 1000, nowSeconds)}
    </time>
  );
}
