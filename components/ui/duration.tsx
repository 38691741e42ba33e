"use client";

import { cn } from "@/lib/client/cn";
import { formatDuration } from "./format-duration";
import { type Instant, toDate } from "./instant";
import { useNowSeconds } from "./live-clock";

type DurationProps = { className?: string } & (
  | { seconds: number; precise?: boolean }
  | { from: Instant; to?: Instant | null }
);

/** A length of time. With `from` and no `to` it is still running and counts on the page's one clock, in whole seconds. */
export function Duration(props: DurationProps) {
  const running = "from" in props && !props.to;
  const nowSeconds = useNowSeconds(running);
  const text =
    "from" in props
      ? formatDuration(
          (props.to ? toDate(props.to).getTime() / 1000 : nowSeconds) - toDate(props.from).getTime() / 1000,
          !running,
        )
      : formatDuration(props.seconds, props.precise);
  return (
    <span className={cn("whitespace-nowrap tabular-nums", props.className)} suppressHydrationWarning>
      {text}
    </span>
  );
}
