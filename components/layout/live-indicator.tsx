"use client";

import { Pause, RefreshCw } from "lucide-react";
import type { Instant } from "@/components/ui/instant";
import { RelativeTime } from "@/components/ui/relative-time";
import { cn } from "@/lib/client/cn";

export type LiveState = "live" | "reconnecting" | "paused";

type LiveIndicatorProps = {
  state: LiveState;
  updatedAt?: Instant | null;
  onToggle?: () => void;
  className?: string;
};

const words: Record<LiveState, string> = { live: "Live", reconnecting: "Reconnecting", paused: "Paused" };

/** Whether what is on the page is current. When it is not, `updatedAt` says how old it is. With `onToggle` it pauses and resumes. */
export function LiveIndicator({ state, updatedAt, onToggle, className }: LiveIndicatorProps) {
  const classes = cn(
    "inline-flex min-h-6 items-center gap-2 rounded px-1 text-sm",
    state === "live" ? "text-ink-3" : "text-wait",
    className,
  );
  const content = (
    <>
      {state === "live" && (
        <span aria-hidden className="size-[7px] rounded-full bg-ok shadow-[0_0_0_3px_var(--ok-bg)]" />
      )}
      {state === "reconnecting" && <RefreshCw aria-hidden className="size-3.5 animate-turn" />}
      {state === "paused" && <Pause aria-hidden className="size-3.5" />}
      <span>{words[state]}</span>
      {state !== "live" && updatedAt ? (
        <span className="text-ink-3">
          as of <RelativeTime at={updatedAt} />
        </span>
      ) : null}
    </>
  );
  if (!onToggle) {
    return (
      <span role="status" className={classes}>
        {content}
      </span>
    );
  }
  return (
    <button
      type="button"
      onClick={onToggle}
      title={state === "paused" ? "Resume live updates" : "Pause live updates"}
      className={cn(classes, "hover:bg-hover")}
    >
      {content}
    </button>
  );
}
