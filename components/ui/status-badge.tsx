import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { StatusShape, type StatusTone } from "./status-shape";

const statusBadgeVariants = cva("inline-flex max-w-full items-center gap-1.5 font-medium", {
  variants: {
    tone: { ok: "text-ok", run: "text-run", wait: "text-wait", bad: "text-bad", off: "text-off" },
    size: { sm: "text-xs", md: "text-sm", lg: "text-base" },
    soft: { true: "rounded-full py-px pr-2 pl-1.5", false: "" },
  },
  compoundVariants: [
    { soft: true, tone: "ok", class: "bg-ok-bg" },
    { soft: true, tone: "run", class: "bg-run-bg" },
    { soft: true, tone: "wait", class: "bg-wait-bg" },
    { soft: true, tone: "bad", class: "bg-bad-bg" },
    { soft: true, tone: "off", class: "bg-off-bg" },
  ],
  defaultVariants: { size: "md", soft: false },
});

type StatusBadgeProps = VariantProps<typeof statusBadgeVariants> & {
  tone: StatusTone;
  className?: string;
  children: ReactNode;
};

/** Shape, colour and word of a state; the words are the children ("Queued, 3rd"). */
export function StatusBadge({ tone, size, soft, className, children }: StatusBadgeProps) {
  return (
    <span data-status={tone} className={cn(statusBadgeVariants({ tone, size, soft }), className)}>
      <StatusShape tone={tone} />
      <span className="min-w-0 tabular-nums">{children}</span>
    </span>
  );
}
