import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";

const badgeVariants = cva(
  "inline-flex max-w-full items-center gap-1 whitespace-nowrap rounded-sm px-1.5 py-px font-medium text-xs",
  {
    variants: {
      tone: {
        neutral: "bg-off-bg text-off",
        accent: "bg-accent-soft text-accent",
        ok: "bg-ok-bg text-ok",
        run: "bg-run-bg text-run",
        wait: "bg-wait-bg text-wait",
        bad: "bg-bad-bg text-bad",
        admin: "bg-admin-bg text-admin",
        outline: "text-ink-2 shadow-[inset_0_0_0_1px_var(--line-2)]",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** A short fact about its neighbour (plan, role, prefix); for states use StatusBadge, for tiers TierBadge. */
export function Badge({
  tone,
  className,
  ...props
}: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) {
  return <span className={cn(badgeVariants({ tone }), className)} {...props} />;
}
