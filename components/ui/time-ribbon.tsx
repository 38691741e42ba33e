import { cn } from "@/lib/client/cn";
import { formatDuration } from "./format-duration";

const looks = {
  wait: { bar: "bg-wait-bg text-wait", mark: "bg-wait" },
  capacity: { bar: "bg-premium-bg text-premium", mark: "bg-premium" },
  paused: { bar: "bg-shared-bg text-shared", mark: "bg-shared" },
  backoff: {
    bar: "bg-[repeating-linear-gradient(135deg,var(--line)_0_5px,var(--panel)_5px_10px)] text-off",
    mark: "bg-[repeating-linear-gradient(135deg,var(--off)_0_1.5px,var(--panel)_1.5px_3px)]",
  },
  plain: {
    bar: "bg-panel text-off shadow-[inset_0_0_0_1px_var(--line-2)]",
    mark: "border-[1.5px] border-off",
  },
  off: { bar: "bg-off-bg text-off", mark: "bg-off" },
  assigned: { bar: "bg-dedicated-bg text-dedicated", mark: "bg-dedicated" },
  run: { bar: "bg-run-bg text-run", mark: "bg-run" },
  ok: { bar: "bg-ok-bg text-ok", mark: "bg-ok" },
  bad: { bar: "bg-bad-bg text-bad", mark: "bg-bad" },
};

export type RibbonTone = keyof typeof looks;

/** A segment with less of the whole than this has no room for its words, so the list is shown as well. */
const narrowShare = 0.1;

type TimeRibbonProps = {
  label: string;
  segments: { key: string; label: string; seconds: number; tone: RibbonTone }[];
  /** What the bar does not show. */
  caption?: string | null;
  className?: string;
};

/** Where the time went, split by cause. The bar is a drawing; the list under it says the same in words and figures. */
export function TimeRibbon({ label, segments, caption, className }: TimeRibbonProps) {
  const total = segments.reduce((sum, segment) => sum + segment.seconds, 0);
  const tight = segments.some((segment) => segment.seconds < total * narrowShare);
  return (
    <figure className={cn("@container min-w-0", className)} aria-label={label}>
      <div aria-hidden className="flex h-7.5 gap-0.5 overflow-hidden rounded">
        {segments.map((segment) => (
          <div
            key={segment.key}
            title={`${segment.label} ${formatDuration(segment.seconds, true)}`}
            className={cn(
              "flex min-w-1.5 flex-wrap overflow-hidden font-medium text-xs leading-7.5",
              looks[segment.tone].bar,
            )}
            style={{ flex: `${Math.max(segment.seconds, 0.001)} 1 0` }}
          >
            {/* The label wraps below this full-height strut, out of sight, where it does not fit whole. */}
            <span className="h-full w-0" />
            <span className="whitespace-nowrap px-2">
              {segment.label} {formatDuration(segment.seconds, true)}
            </span>
          </div>
        ))}
      </div>
      <ul className={cn("mt-2.5 flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-sm", tight || "@lg:sr-only")}>
        {segments.map((segment) => (
          <li key={segment.key} className="inline-flex items-center gap-1.5 tabular-nums">
            <span aria-hidden className={cn("size-2 rounded-xs", looks[segment.tone].mark)} />
            {segment.label} {formatDuration(segment.seconds, true)}
          </li>
        ))}
      </ul>
      {caption ? <figcaption className="mt-2.5 text-ink-2 text-sm tabular-nums">{caption}</figcaption> : null}
    </figure>
  );
}
