import { cn } from "@/lib/client/cn";

export type Severity = "critical" | "high" | "medium" | "low" | "info";

const looks: Record<Severity, { word: string; className: string }> = {
  critical: { word: "CRITICAL", className: "bg-danger text-danger-ink" },
  high: { word: "HIGH", className: "bg-bad-bg text-bad" },
  medium: { word: "MEDIUM", className: "bg-wait-bg text-wait" },
  low: { word: "LOW", className: "bg-off-bg text-off" },
  info: { word: "INFO", className: "text-ink-2 shadow-[inset_0_0_0_1px_var(--line-2)]" },
};

export function SeverityBadge({ severity, className }: { severity: Severity; className?: string }) {
  const look = looks[severity];
  return (
    <span
      className={cn(
        "inline-block rounded-sm px-1.5 py-px font-mono font-semibold text-2xs",
        look.className,
        className,
      )}
    >
      {look.word}
    </span>
  );
}
