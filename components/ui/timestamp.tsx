"use client";

import { cn } from "@/lib/client/cn";
import { type AbsoluteShape, absoluteText } from "./absolute-text";
import { type Instant, toDate } from "./instant";
import { useHydrated } from "./live-clock";

type TimestampProps = { at: Instant; shape?: Exclude<AbsoluteShape, "full">; className?: string };

/** An absolute time in the reader's zone; the server, which does not know that zone, writes UTC first. */
export function Timestamp({ at, shape = "datetime", className }: TimestampProps) {
  const date = toDate(at);
  const hydrated = useHydrated();
  return (
    <time
      dateTime={date.toISOString()}
      title={hydrated ? absoluteText(date, "full") : undefined}
      className={cn("whitespace-nowrap tabular-nums", className)}
      suppressHydrationWarning
    >
      {absoluteText(date, shape, hydrated ? undefined : "UTC")}
    </time>
  );
}
